// The page: handles the user's actions and the server's messages, and shows both.

import { Connection } from "./connection.js";
import { Player } from "./player.js";
import { Reply } from "./reply.js";

const REPORT_EVERY = 250; // milliseconds between two reports of the position
const TAIL = 0.2; // this many seconds before the end, the server may report that all was played
const EXAMPLE =
  "This is being spoken while you read it. A reply does not have to be finished to be heard: each sentence sounds as " +
  "soon as it is complete. If the line breaks in the middle of a word, the voice goes on with that word. And when you " +
  "have heard enough, interrupt!";

const $ = (id) => document.getElementById(id);
const form = $("composer");
const text = $("text");

let rate = 24000; // samples per second, played without resampling; `start` may change it
let isDrawing = false;
let isOpen = false;
let mostText = Infinity; // characters in one request
let reply = null; // the one being written or spoken
let next = null; // [text, how] to say when the reply has ended

const player = new Player((report) => {
  if (!reply || report.turn !== reply.turn) return;
  if (reply.firstAudio === undefined && report.played > 0) {
    reply.firstAudio = (performance.now() - reply.asked) / 1000;
    show("first-audio", `${reply.firstAudio.toFixed(2)} s`);
    tell("Speaking …");
    enable();
  }
  show("underruns", report.underruns);
  if (performance.now() - reply.reported > REPORT_EVERY) reportPlayed();
});

const connection = new Connection({
  ready({ model, most_text }) {
    isOpen = true;
    mostText = most_text;
    const chat = form.querySelector("[value=chat]");
    if (chat.disabled && model) chat.checked = true;
    chat.disabled = !model;
    $("chat-hint").textContent = model ?? "Set OPENAI_API_KEY to chat.";
    if (!model) form.querySelector("[value=speak]").checked = true;
    nameButton();
    tell("Ready");
    complain("");
    enable();
  },
  trouble: ({ reason }) => complain(reason),
  lost() {
    isOpen = false;
    player.stop();
    if (next) text.value = next[0];
    next = null;
    if (reply) end((live) => live.keep(live.lit, "The connection was lost here."));
    tell("Reconnecting …");
    enable();
  },
  text: ({ text }) => reply?.write(text),
  start(message) {
    if (!reply) return;
    reply.turn = message.turn;
    if (message.encoding !== "pcm") {
      complain(`This page cannot play ${message.format}.`);
      reply.isInterrupted = true;
    }
    rate = message.rate;
    listen();
    player.begin(message.turn);
    if (reply.isInterrupted) connection.send("interrupt", { turn: reply.turn, played: 0 });
    else reportPlayed(); // so that the server knows that this page reports
  },
  audio(data) {
    if (reply && !reply.isInterrupted) player.write(data);
  },
  word({ raw_span: [first, last], start }) {
    if (reply && !reply.isInterrupted) reply.word(first, last, start);
  },
  resumed() {
    show("resumes", Number($("resumes").textContent) + 1);
    tell("The voice was lost and has resumed");
  },
  done: () => player.end(),
  error({ reason }) {
    player.end();
    complain(reason);
    if (reply) reply.reason = reason;
  },
  heard({ raw, unheard }) {
    if (!reply) return;
    const { reason, isInterrupted } = reply;
    const isWhole = !unheard && !reason;
    const isCut = unheard && player.received - player.position > TAIL;
    if (isCut) player.stop(); // interrupted by someone else
    if (reason && !raw && !text.value) text.value = reply.what; // so that the user can try again
    if (isWhole) end((live) => live.finish());
    else if (isInterrupted) end((live) => live.keep(raw, raw ? "You interrupted here." : "You heard none of it."));
    else end((live) => live.keep(raw, reason ? "The voice failed here." : "The sound stopped here."));
    tell(isWhole ? "Ready" : isInterrupted ? "Interrupted" : "Failed");
    if (next) say(...next);
  },
});

function reportPlayed() {
  reply.reported = performance.now();
  connection.send("played", { turn: reply.turn, played: player.position });
}

// --- what the user does ---

// Returns whether the text was accepted.
function submit(what) {
  const how = form.how.value;
  const size = [...what].length;
  if (!isOpen || !what.trim()) return false;
  if (size > mostText) {
    complain(`This text has ${size} characters; at most ${mostText} can be spoken at once.`);
    return false;
  }
  complain("");
  listen(); // here, because audio may start only in a user gesture
  if (reply) {
    interrupt();
    next = [next ? `${next[0]}\n${what}` : what, how];
  } else {
    say(what, how);
  }
  return true;
}

function listen() {
  player.start(rate).catch((error) => complain(`There is no sound: ${error.message}`));
}

function say(what, how) {
  next = null;
  $("welcome")?.remove();
  if (how === "chat") {
    const question = document.createElement("p");
    question.className = "question";
    question.textContent = what;
    $("transcript").append(question);
  }
  reply = new Reply($("transcript"));
  reply.what = what;
  reply.asked = performance.now();
  for (const id of ["first-audio", "ahead"]) show(id, "–");
  for (const id of ["resumes", "underruns"]) show(id, 0);
  isFollowing = true;
  tell(how === "chat" ? "Thinking …" : "One moment …");
  connection.send("say", { text: what, how });
  enable();
  if (!isDrawing) draw();
}

function interrupt() {
  if (!reply || reply.isInterrupted) return;
  reply.isInterrupted = true;
  player.stop();
  if (reply.turn) connection.send("interrupt", { turn: reply.turn, played: player.position });
  enable();
}

function end(how) {
  how(reply);
  reply = null;
  show("ahead", "–");
  enable();
}

// --- how it is shown ---

function draw() {
  isDrawing = Boolean(reply);
  if (!reply) return;
  const now = player.position;
  if (!reply.isInterrupted && reply.turn) {
    reply.light(now);
    show("ahead", `${Math.max(0, player.received - now).toFixed(1)} s`);
  }
  follow();
  requestAnimationFrame(draw);
}

// Keep the spoken word in view until the user scrolls.
let isFollowing = true;
for (const move of ["wheel", "touchmove", "keydown"])
  $("transcript").addEventListener(move, () => (isFollowing = false), { passive: true });

function follow() {
  if (!isFollowing || !reply) return;
  const view = $("transcript").getBoundingClientRect();
  const place = (reply.now ?? reply.element).getBoundingClientRect();
  if (place.top < view.top + 16 || Math.min(place.bottom, place.top + 40) > view.bottom - view.height / 4)
    $("transcript").scrollTop += place.top - view.top - view.height / 3;
}

function show(figure, value) {
  $(figure).textContent = value;
  $(figure).parentElement.classList.toggle("is-none", value === 0);
}

function tell(what) {
  if ($("status").textContent !== what) $("status").textContent = what;
}

function complain(what) {
  $("trouble").textContent = what;
  $("trouble").hidden = !what;
}

function enable() {
  const mayInterrupt = Boolean(reply) && !reply.isInterrupted;
  document.body.classList.toggle("is-speaking", mayInterrupt && reply.firstAudio !== undefined);
  if (!mayInterrupt && document.activeElement === $("interrupt")) text.focus();
  $("interrupt").disabled = !mayInterrupt;
  $("say").disabled = !isOpen;
  if ($("example")) $("example").disabled = !isOpen;
}

function nameButton() {
  $("say").textContent = form.how.value === "chat" ? "Send" : "Speak";
}

function grow() {
  text.style.height = "auto";
  text.style.height = `${text.scrollHeight}px`;
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  if (submit(text.value)) text.value = "";
  grow();
  text.focus();
});
form.addEventListener("change", nameButton);
text.addEventListener("input", grow);
text.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
  event.preventDefault();
  form.requestSubmit();
});
document.addEventListener("keydown", (event) => event.key === "Escape" && interrupt());
$("interrupt").addEventListener("click", interrupt);
$("example").addEventListener("click", () => {
  form.how.value = "speak";
  nameButton();
  submit(EXAMPLE);
  text.focus();
});
enable();
nameButton();
