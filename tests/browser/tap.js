// Put into the page before its own scripts: records what leaves the player, sample by sample, and when words light up.
// All times are the audio context's own, in seconds.

window.tap = { samples: [], first: null, lit: [], interruptedAt: null, context: null };

const Context = window.AudioContext;
window.AudioContext = class extends Context {
  constructor(options) {
    super(options);
    window.tap.context = this;
  }
};

const { addModule } = AudioWorklet.prototype;
AudioWorklet.prototype.addModule = async function (name) {
  await addModule.call(this, URL.createObjectURL(new Blob([TAP_WORKLET], { type: "text/javascript" })));
  await addModule.call(this, name);
};

const { connect } = AudioNode.prototype;
AudioNode.prototype.connect = function (target, ...more) {
  if (target instanceof AudioDestinationNode) {
    const node = new AudioWorkletNode(this.context, "tap", { numberOfOutputs: 1, outputChannelCount: [1] });
    node.port.onmessage = ({ data: { first, samples } }) => {
      window.tap.first ??= first;
      window.tap.samples.push(samples);
    };
    connect.call(this, node);
    connect.call(node, target); // silent; a node that leads nowhere is not run
  }
  return connect.call(this, target, ...more);
};

new MutationObserver((changes) => {
  for (const { target } of changes)
    if (target.classList.contains("is-lit") && !target.tapped) {
      target.tapped = true;
      const { context } = window.tap;
      window.tap.lit.push({ text: target.textContent, at: context.currentTime - context.outputLatency });
    }
}).observe(document, { subtree: true, attributes: true, attributeFilter: ["class"] });

document.addEventListener(
  "click",
  ({ target }) => target.id === "interrupt" && (window.tap.interruptedAt = window.tap.context.currentTime),
  true,
);
