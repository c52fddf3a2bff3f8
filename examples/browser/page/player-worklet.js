// Plays turns one after the other on the audio thread. Owns the samples and counts those that were played.
//
// Samples are played unchanged, except for fades at an interruption and around a gap, where the sound would break off.
// Messages in: {begin: turn}, {samples}, {end}, {stop}. Out: a report, a few times a second during a turn.

const FADE = 128; // samples: 5 ms at 24,000 per second
const START_SECONDS = 0.12; // buffered before sound begins, and again after a gap: covers usual network delays
const REPORT_EVERY = 8; // blocks of 128 samples

class Ring {
  constructor() {
    this.samples = new Float32Array(2 ** 18); // 11 s at 24,000 per second: as much as the server sends ahead
    this.first = 0;
    this.size = 0;
  }

  write(samples) {
    if (this.size + samples.length > this.samples.length) this.grow(this.size + samples.length);
    const at = (this.first + this.size) % this.samples.length;
    const head = Math.min(samples.length, this.samples.length - at);
    this.samples.set(samples.subarray(0, head), at);
    this.samples.set(samples.subarray(head), 0);
    this.size += samples.length;
  }

  grow(size) {
    const larger = new Float32Array(2 ** Math.ceil(Math.log2(size)));
    const count = this.read(larger, this.size);
    this.samples = larger;
    this.first = 0;
    this.size = count;
  }

  read(into, most) {
    const count = Math.min(most, this.size);
    for (let i = 0; i < count; i++) into[i] = this.samples[(this.first + i) % this.samples.length];
    this.first = (this.first + count) % this.samples.length;
    this.size -= count;
    return count;
  }
}

class Player extends AudioWorkletProcessor {
  constructor() {
    super();
    this.ring = new Ring();
    this.turn = null; // nothing to play
    this.port.onmessage = ({ data }) => this.take(data);
  }

  take(message) {
    if (message.begin) {
      Object.assign(this, { turn: message.begin, ring: new Ring(), played: 0, underruns: 0, blocks: 0, last: 0 });
      Object.assign(this, { isFlowing: false, isEnded: false, isStopping: false, isDry: false });
    }
    if (message.samples && this.turn) this.ring.write(message.samples);
    if (message.end) this.isEnded = true;
    if (message.stop && this.turn) this.isStopping = true;
  }

  process(_, [[out]]) {
    if (!this.turn) return true;
    const wasFlowing = this.isFlowing;
    if (this.isStopping) this.breakOff(out);
    else this.play(out);
    if (this.turn && (wasFlowing !== this.isFlowing || this.blocks++ % REPORT_EVERY === 0)) this.report(out.length);
    return true;
  }

  play(out) {
    const enough = this.isEnded ? 1 : START_SECONDS * sampleRate;
    const begins = !this.isFlowing && this.ring.size >= enough;
    this.isFlowing ||= begins;
    const count = this.isFlowing ? this.ring.read(out, out.length) : 0;
    if (begins && this.isDry) for (let i = 0; i < count; i++) out[i] *= i / count;
    if (count) this.isDry = false;
    if (this.isFlowing && count < out.length) this.runDry(out, count);
    this.last = count ? out[count - 1] : 0;
    this.played += count;
  }

  // Out of samples: expected at the end of the turn, otherwise a gap.
  runDry(out, count) {
    this.isFlowing = false;
    if (this.isEnded) return;
    this.isDry = true;
    this.underruns++;
    const last = count ? out[count - 1] : this.last;
    for (let i = count; i < out.length; i++) out[i] = last * (1 - (i - count + 1) / (out.length - count));
  }

  breakOff(out) {
    const count = this.isFlowing ? this.ring.read(out, Math.min(FADE, out.length)) : 0;
    for (let i = 0; i < count; i++) out[i] *= 1 - i / count;
    this.isFlowing = false;
    this.report(out.length);
    this.turn = null;
    this.ring = new Ring();
  }

  report(length) {
    this.port.postMessage({
      turn: this.turn,
      played: this.played / sampleRate, // seconds of the turn, at `time`
      time: currentTime + length / sampleRate,
      underruns: this.underruns,
      isFlowing: this.isFlowing,
    });
  }
}

registerProcessor("player", Player);
