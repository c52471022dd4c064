// The links that open a source, and which of them belong together: the citations of one answer, or the
// articles of one list.
const IN_WORK = "#work a.cite, #work a.source-link";
const IN_PANEL = "#source a.source-link";
const WHOLE = ".answer, [data-sources]"; // what is stepped through as one; otherwise a list or a table
const MOST_SPANS = 180; // an address has a limit
const ARTICLE = /^\/articles\/[^/]+$/;

const isArticle = (link) => link.origin === location.origin && ARTICLE.test(link.pathname);

// The source link in which something happened, if any.
export function sourceLink(target) {
  const link = target.closest?.(`${IN_WORK}, ${IN_PANEL}`);
  return link && isArticle(link) ? link : null;
}

export const isInWork = (link) => link.matches(IN_WORK);

// A link of the work, or the one that has taken its place since the work was drawn anew.
export function living(link) {
  if (!link || link.isConnected) return link;
  return [...document.querySelectorAll(IN_WORK)].findLast((other) => other.href === link.href) ?? null;
}

// Where a link leads among its neighbours: their addresses without repetition, by number or as they stand.
export function neighbours(link) {
  const group = link?.closest(WHOLE) ?? link?.closest("table, ul, ol");
  const find = (kind) => [...(group?.querySelectorAll(kind) ?? [])].filter(isArticle);
  const cited = find("a.cite");
  const areCited = cited.some((other) => other.href === link.href);
  const links = areCited ? cited : find("a.source-link");
  const number = (other) => Number(other.textContent) || 0;
  links.sort((one, other) => number(one) - number(other));
  return { areCited, links, addresses: [...new Set(links.map((other) => other.href))] };
}

// The span in an address, as marks carry it: "120-180".
export function span(address) {
  const { searchParams: given } = new URL(address);
  return given.has("start") && given.has("end") ? `${given.get("start")}-${given.get("end")}` : "";
}

export const isSameArticle = (one, other) => new URL(one).pathname === new URL(other).pathname;

// The address with every other span that the neighbours have in the same article.
export function withOthers(address, addresses) {
  const wanted = new URL(address);
  if (!addresses.includes(address)) return wanted;
  const spans = addresses.filter((other) => other !== address && isSameArticle(other, address)).map(span);
  const fitting = spans.filter(Boolean).slice(0, MOST_SPANS);
  if (fitting.length) wanted.searchParams.set("also", fitting.join(","));
  return wanted;
}
