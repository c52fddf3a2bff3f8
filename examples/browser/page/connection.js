// The websocket to the server: opens it, reopens it when it is lost, and dispatches its messages.

const LATEST = 10; // longest delay between two tries, in seconds

export class Connection {
  #socket = null;
  #tries = 0;

  // `on` has a function for each type of message, and `audio` and `lost`.
  constructor(on) {
    this.on = on;
    this.#open();
  }

  #open() {
    const socket = (this.#socket = new WebSocket(`ws://${location.host}/talk`));
    socket.binaryType = "arraybuffer";
    socket.onmessage = ({ data }) => {
      if (data instanceof ArrayBuffer) return this.on.audio(data);
      const message = JSON.parse(data);
      if (message.type === "ready") this.#tries = 0;
      this.on[message.type]?.(message);
    };
    socket.onclose = () => {
      this.on.lost();
      setTimeout(() => this.#open(), 1000 * Math.min(LATEST, 2 ** this.#tries++));
    };
  }

  send(type, fields) {
    if (this.#socket.readyState === WebSocket.OPEN) this.#socket.send(JSON.stringify({ type, ...fields }));
  }
}
