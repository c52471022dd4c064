from __future__ import annotations

import pytest

from rag.text.languages import foreign_language, language_note


@pytest.mark.parametrize(
    ("question", "language"),
    [
        ("¿Cuánto costó entrenar el modelo de DeepSeek?", "Spanish"),
        ("cuanto costo entrenar el modelo", "Spanish"),
        ("Combien a coûté l'entraînement du modèle ?", "French"),
        ("Qui a fondé DeepSeek ?", "French"),
        ("Wann erschien R1?", "German"),
        ("was sagte die Kanzlerin über den Haushalt", "German"),
        ("Perché sono crollate le azioni di Nvidia?", "Italian"),
        ("O que é inflação?", "Portuguese"),
        ("Hoeveel kostte het trainen van het model?", "Dutch"),
        ("Ile kosztowało trenowanie modelu?", "Polish"),
        ("Varför föll Nvidias aktier?", "Swedish"),
        ("Hvor mye kostet det å trene modellen?", "Danish or Norwegian"),
        ("Nvidia hisseleri neden düştü?", "Turkish"),
        ("Kuinka paljon mallin koulutus maksoi?", "Finnish"),
        ("训练这个模型花了多少钱？", "Chinese"),
        ("谁创立了DeepSeek?", "Chinese"),
        ("地震で何人が死亡したか", "Japanese"),
        ("OpenAI는 누가 설립했나요?", "Korean"),
        ("Кто основал OpenAI?", "Russian"),
        ("Скільки коштувало навчання моделі?", "Ukrainian"),
        ("من أسس OpenAI؟", "Arabic"),
        ("مقر شرکت کجاست؟", "Persian"),
        ("OpenAI की स्थापना किसने की?", "Hindi"),
        ("Ποιος ίδρυσε την OpenAI;", "Greek"),
        ("מי ייסד את OpenAI?", "Hebrew"),
        ("ใครก่อตั้ง OpenAI", "Thai"),
    ],
)
def test_a_question_in_another_language_is_known_by_its_letters_or_its_small_words(
    question: str, language: str
) -> None:
    assert foreign_language(question) == language


@pytest.mark.parametrize(
    "question",
    [
        "How much did it cost to train the model?",
        "chip count competitors' top models",
        "Nvidia",
        "",
        "?!",
        "1234 5678",
        "Emmanuel Macron Olaf Scholz",
        "los angeles las vegas distance",
        "Real Madrid vs Barcelona score",
        "Le Monde Der Spiegel El País",
        "São Paulo Rio de Janeiro",
        "Les Misérables cast",
        "Chi Minh City population",
        "per capita income",
        "IFN-γ TGF-β",
        "NF-κB inhibitors",
    ],
)
def test_english_names_and_a_few_words_are_not_called_foreign(question: str) -> None:
    assert foreign_language(question) is None


@pytest.mark.parametrize(
    "question",
    [
        'What does "wie geht es dir" mean?',
        'Who wrote "Il nome della rosa"?',
        "meaning of c'est la vie",
        "What does 深度求索 mean?",
        "Xi Jinping 习近平 speech",
    ],
)
def test_english_that_quotes_another_language_stays_english(question: str) -> None:
    assert foreign_language(question) is None


def test_the_title_of_an_english_publication_does_not_hide_the_language() -> None:
    assert foreign_language("The Verge 报道了什么?") == "Chinese"
    assert foreign_language("Que dit The Verge sur les prix ?") == "French"


def test_a_question_without_end_is_judged_by_its_beginning() -> None:
    assert foreign_language("warum fielen die Aktien und was sagte die Bank " * 10_000) == "German"


def test_the_note_names_the_language_and_the_settings_that_help() -> None:
    note = language_note("French")
    assert "French" in note
    assert "BYLINE_EMBED_BASE_URL" in note
    assert "BYLINE_EMBED_MODEL" in note
