/* What a sentence of a problem still hides, as workbench/text/sentence_guide.py asks it, with the same lists. */

const MOST_BETWEEN = 2;
const isPartOfWord = (sign) => /[\p{L}\p{N}]/u.test(sign);
const plain = (sign) => [...sign.normalize("NFD")][0].toLowerCase().charAt(0);

export function wordsOf(sentence) {
  const signs = [...sentence.normalize("NFC")].map(plain);
  const words = [];
  let begin = 0;
  for (let end = 0; end <= signs.length; end += 1) {
    if (end === signs.length || !isPartOfWord(signs[end])) {
      if (end > begin) words.push({ text: signs.slice(begin, end).join(""), begin, end });
      begin = end + 1;
    }
  }
  return words;
}

const phraseOf = (told) => [...(told.startsWith("^") ? ["^"] : []), ...wordsOf(told).map((word) => word.text)];

export const vocabulary = (lists) => Object.fromEntries(
  Object.entries(lists).map(([name, phrases]) => [name, phrases.map(phraseOf)]),
);

function endOf(words, at, phrase) {
  if (phrase[0] === "^" && at) return at;
  const wanted = phrase[0] === "^" ? phrase.slice(1) : phrase;
  return wanted.every((text, index) => words[at + index] && words[at + index].text === text) ? at + wanted.length : at;
}

const longest = (words, at, phrases) => Math.max(at, ...phrases.map((phrase) => endOf(words, at, phrase)));

function opens(signs, words, at, openers) {
  if (at === 0 || signs.slice(words[at - 1].end, words[at].begin).join("").trim()) return true;
  return openers.some((phrase) => phrase.length === 1 && phrase[0] === words[at - 1].text);
}

function nobody(signs, words, known) {
  for (let at = 0; at < words.length; at += 1) {
    const end = longest(words, at, known.nobody);
    const isNamed = end > at && longest(words, end, known.named_by) > end;
    if (end > at && !isNamed && opens(signs, words, at, known.openers)) return [at, end];
  }
  return null;
}

function solution(words, known) {
  for (let at = 0; at < words.length; at += 1) {
    const behind = longest(words, at, known.wanting);
    for (let begin = behind; behind > at && begin <= behind + MOST_BETWEEN; begin += 1) {
      const end = longest(words, begin, known.solutions);
      if (end > begin) return [begin, end];
      if (longest(words, begin, known.breaks) > begin) break;
    }
  }
  return null;
}

/* { nobody, solution }: the words as they were typed, "" for none. */
export function guidance(sentence, known) {
  const signs = [...sentence.normalize("NFC")];
  const words = wordsOf(sentence);
  const quoted = (span) => (span ? signs.slice(words[span[0]].begin, words[span[1] - 1].end).join("") : "");
  return { nobody: quoted(nobody(signs, words, known)), solution: quoted(solution(words, known)) };
}
