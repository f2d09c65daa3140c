/* The words of a note as they were typed: its links are shown short. */

export function textOf(note) {
  const nodes = [...note.querySelector(".note-text").childNodes];
  return nodes.map((node) => node.dataset?.typed ?? node.textContent).join("");
}
