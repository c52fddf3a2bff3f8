// A reply on the page: shows its text as it is written, and lights up words as they are spoken.

export class Reply {
  #tail = document.createTextNode(""); // text that has no words yet
  #place = 0; // where the tail begins in the text, in code points, like the server's spans
  #words = []; // {start, element}
  #lit = 0;

  constructor(parent) {
    this.element = document.createElement("p");
    this.element.className = "reply is-live";
    this.element.append(this.#tail);
    parent.append(this.element);
  }

  write(text) {
    this.#tail.appendData(text);
  }

  // The word at [first, last) in the text will sound at `start`.
  word(first, last, start) {
    if (last > this.#place) {
      const begin = units(this.#tail.data, Math.max(0, first - this.#place));
      const end = units(this.#tail.data, last - this.#place);
      const node = this.#tail.splitText(begin);
      this.#tail = node.splitText(end - begin);
      this.#place = last;
      const element = document.createElement("span");
      node.replaceWith(element);
      element.append(node);
      this.#words.push({ start, element });
    } else if (this.#words.length) {
      this.#words.push({ start, element: this.#words.at(-1).element }); // one written word that is spoken as several
    }
  }

  // The voice has reached `now`, in seconds.
  light(now) {
    if (now <= 0) return; // has not begun
    while (this.#lit < this.#words.length && this.#words[this.#lit].start <= now) {
      this.#words[this.#lit - 1]?.element.classList.remove("is-now");
      this.#words[this.#lit].element.classList.add("is-lit", "is-now");
      this.#lit++;
    }
  }

  // The text up to and including the lit word.
  get lit() {
    if (!this.#lit) return "";
    const range = document.createRange();
    range.setStart(this.element, 0);
    range.setEndAfter(this.now);
    return range.toString();
  }

  // The element of the lit word.
  get now() {
    return this.#words[this.#lit - 1]?.element;
  }

  // Everything was heard.
  finish() {
    this.light(Infinity);
    this.#leave("is-whole");
  }

  #leave(state) {
    this.element.classList.replace("is-live", state);
    this.now?.classList.remove("is-now");
  }

  // Keep only what was heard.
  keep(heard, note) {
    this.#leave("is-kept");
    const end = document.createElement("small");
    end.textContent = note;
    this.element.replaceChildren(heard && `${heard.trimEnd()} `, end);
  }
}

// The number of UTF-16 units in the first `count` code points of `text`.
function units(text, count) {
  let at = 0;
  while (count-- > 0 && at < text.length) at += text.codePointAt(at) > 0xffff ? 2 : 1;
  return at;
}
