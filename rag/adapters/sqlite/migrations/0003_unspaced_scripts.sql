-- Articles that hold a script without spaces between words (Thai, Lao, Burmese, Khmer, Chinese, Japanese), or
-- Korean, whose words carry their particles. The lexical index takes a run of such a script for one word, so
-- what stands inside is looked for in the texts: in those of this index, and in no others.
CREATE INDEX articles_unspaced ON articles (id)
WHERE title || text GLOB '*[฀-໿က-႟ᄀ-ᇿក-៿぀-ㇿ㐀-鿿가-힯豈-﫿ｦ-ￜ𠀀-𿿿]*';
