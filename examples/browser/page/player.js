// The loudspeaker: plays a turn's audio and knows from the audio clock how much of it was heard.

export class Player {
  #context;
  #node;
  #ready;
  #turn = null;
  #report = null;
  #position = 0;
  #waiting = []; // messages kept until the audio thread has started
  received = 0; // seconds of the turn's audio

  constructor(onReport) {
    this.onReport = onReport; // called a few times a second during a turn
  }

  // Call it from a click or key handler: only there may a page start audio.
  start(rate) {
    if (this.#context?.sampleRate !== rate) this.#open(rate);
    if (this.#context.state !== "running") this.#context.resume();
    return this.#ready;
  }

  #open(rate) {
    this.#context?.close();
    this.#node = null;
    const context = (this.#context = new AudioContext({ sampleRate: rate, latencyHint: "interactive" }));
    this.#ready = context.audioWorklet.addModule("player-worklet.js").then(() => {
      if (context !== this.#context) return;
      this.#node = new AudioWorkletNode(context, "player", { numberOfInputs: 0, outputChannelCount: [1] });
      this.#node.port.onmessage = ({ data }) => this.#take(data);
      this.#node.connect(context.destination);
      for (const message of this.#waiting.splice(0)) this.#send(message);
    });
  }

  #send(message) {
    if (this.#node) this.#node.port.postMessage(message, message.samples ? [message.samples.buffer] : []);
    else this.#waiting.push(message);
  }

  begin(turn) {
    this.#turn = turn;
    this.#report = null;
    this.#position = this.received = 0;
    this.#waiting.length = 0;
    this.#send({ begin: turn });
  }

  // 16-bit little-endian samples.
  write(buffer) {
    const view = new DataView(buffer);
    const samples = new Float32Array(buffer.byteLength / 2);
    for (let i = 0; i < samples.length; i++) samples[i] = view.getInt16(2 * i, true) / 32768;
    this.received += samples.length / this.#context.sampleRate;
    this.#send({ samples });
  }

  // All of the turn's audio has been written.
  end() {
    this.#send({ end: true });
  }

  // Falls silent within one block of the audio thread.
  stop() {
    this.#send({ stop: true });
  }

  #take(report) {
    if (report.turn !== this.#turn) return;
    this.#report = report;
    this.onReport(report);
  }

  // Seconds of the turn that were heard. Never decreases.
  get position() {
    if (!this.#report) return 0;
    const { played, time, isFlowing } = this.#report;
    const latency = this.#context.outputLatency || this.#context.baseLatency || 0;
    const now = played + this.#context.currentTime - time - latency;
    this.#position = Math.max(this.#position, Math.min(now, isFlowing ? this.received : played));
    return this.#position;
  }
}
