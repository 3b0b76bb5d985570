"""What somebody types to find a pupil: the beginning of any word of a name, whatever case and accents."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from iap_desktop.domain.names import folded

_APOSTROPHES = str.maketrans(dict.fromkeys("'`\u2019\u2018\u02bc\u00b4", " "))


def typed_words(text: str) -> tuple[str, ...]:
    """The words that are typed, ready to be compared."""
    return tuple(folded(text).split())


def words_to_find(*texts: str | None) -> tuple[str, ...]:
    """The words under which something is found; "O'Neill" is found by "oneill", "o'n" and "neill"."""
    words: dict[str, None] = {}
    for text in texts:
        if text:
            words.update(dict.fromkeys(folded(text).split()))
            if not text.isalnum():
                words.update(dict.fromkeys(folded(text.translate(_APOSTROPHES)).split()))
    return tuple(words)


def is_found(typed: Iterable[str], words: Sequence[str]) -> bool:
    """Whether each typed word begins a word; nothing typed finds all."""
    return all(any(word.startswith(part) for word in words) for part in typed)
