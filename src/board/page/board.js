"use strict";
// The exercise board: one page that shows what its seat may know, and sends what people do.
// All text of others goes in as text, never as markup. Nodes are kept by key, so that a message
// from the server takes away no focus, no half-written note and no place in a list.

// ---- Words ---------------------------------------------------------------------------------

const ROLES = { facilitator: "Facilitator", player: "Player", evaluator: "Evaluator", screen: "Big screen" };
const STATES = {
  hidden: "not noticed yet", waiting: "waiting for a team", on_the_way: "team on the way", at_work: "team at work",
  unanswered: "no team has agreed", withheld: "nobody is asked", alone: "owner copes alone",
};
const INJECT_STATES = { planned: "planned", held: "held", skipped: "skipped", happened: "happened" };
const MILESTONE_STATES = { at_risk: "at risk", missed: "missed", holds: "holds", to_come: "to come", kept: "kept" };
const MILESTONE_ORDER = Object.keys(MILESTONE_STATES);
const MILESTONE_TAGS = { at_risk: "warn", missed: "bad", holds: "good", to_come: "key", kept: "good" };
const LEVELS = { down: "down", reduced: "reduced", off: "switched off", full: "in full service" };
const LEVEL_ORDER = Object.keys(LEVELS);
const FINDINGS = { strength: "Strength", improve: "To improve", neutral: "Neither" };
const RATINGS = {
  not_rated: "Not rated", p: "P: performed without challenges", s: "S: performed with some challenges",
  m: "M: performed with major challenges", u: "U: unable to be performed",
};
const LOG = 500;
const SEVERITIES = ["low", "medium", "high", "critical"];
const GRAVE = ["high", "critical"];
const SPEEDS = [1, 10, 60, 360, 1440];
const EVENTS = {
  occurred: "begins unnoticed", detected: "detected", requested: "help requested", queued: "waits in the queue",
  assigned: "team assigned", mobilised: "team mobilised", on_site: "team on site", hands_on: "work begins", finished: "work finished",
  closed: "over", refused: "team refuses", widened: "more teams asked", gave_up: "help given up", unanswered: "no team has agreed",
  shift_change: "duty changes", inject: "inject", inject_skipped: "inject skipped", inject_over: "inject over", decided: "decided",
  not_done: "could not be done", service: "service",
};
const MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(" ");
const DAYS = "Sun Mon Tue Wed Thu Fri Sat".split(" ");
const PLAN = {
  facilitator: [["incidents", "teams"], ["map", "milestones", "log"], ["injects", "notes"]],
  player: [["told", "notes"], ["map", "milestones", "log"], ["incidents", "teams"]],
  evaluator: [["injects"], ["observe", "log"], ["incidents", "milestones", "map"]],
  screen: [["map", "headlines", "milestones"]],
};
const COLUMN_NAMES = { facilitator: ["Response", "Infrastructure", "Script"], player: ["Messages", "Infrastructure", "Response"], evaluator: ["Script", "Observations", "Response"] };

const capital = (text) => text.charAt(0).toUpperCase() + text.slice(1);
const count = (n, one, many) => `${n} ${n === 1 ? one : many}`;
// Never 0 or 100 for what is neither.
const percent = (share) => `${share > 0 && share < 1 ? Math.min(99, Math.max(1, Math.round(share * 100))) : share * 100} %`;
const list = (words) => (words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} and ${words.at(-1)}`);

// `2019-05-26 20:00` to `26 May 20:00`.
function when(at) {
  const parts = /^(-?\d+)-(\d\d)-(\d\d)[ T](\d\d:\d\d)/.exec(at ?? "");
  return parts ? `${Number(parts[3])} ${MONTHS[parts[2] - 1]} ${parts[4]}` : at ?? "";
}

// Times within a sentence of the server.
const plain = (text) => text.replace(/\d{4}-\d\d-\d\d \d\d:\d\d/g, when);

function span(ms) {
  const minutes = Math.round(Math.abs(ms) / 60_000);
  const [days, hours, rest] = [Math.floor(minutes / 1440), Math.floor(minutes / 60) % 24, minutes % 60];
  if (days) return `${days} d ${hours} h`;
  return hours ? `${hours} h ${rest} min` : `${rest} min`;
}

const hours = (n) => (Math.abs(n) < 2 ? `${Math.round(n * 60)} min` : `${Number(n.toFixed(1))} h`).replace("-", "−");

// ---- Nodes ---------------------------------------------------------------------------------

const $ = (id) => document.getElementById(id);

function fill(node, attributes, kids) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === null || value === false) continue;
    if (name === "text") node.textContent = value;
    else if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...kids.filter((kid) => kid !== null && kid !== undefined));
  return node;
}
const h = (tag, attributes = {}, ...kids) => fill(document.createElement(tag), attributes, kids);
const s = (tag, attributes = {}, ...kids) => fill(document.createElementNS("http://www.w3.org/2000/svg", tag), attributes, kids);

function put(node, text) {
  const words = text ?? "";
  if (node.textContent !== words) node.textContent = words;
}
function say(node, text) { put(node, text); node.hidden = !text; }
function look(node, name) { if (node.getAttribute("class") !== name) node.setAttribute("class", name); }

// Shows items as children of a node, each made once and kept as long as its key is there.
function keyed(parent, items, keyOf, make, update) {
  const had = parent.kept ?? new Map();
  const kept = new Map();
  for (const item of items) {
    const key = keyOf(item);
    const node = had.get(key) ?? make(item);
    had.delete(key);
    kept.set(key, node);
    update?.(node, item);
  }
  for (const node of had.values()) node.remove();
  let at = parent.firstChild;
  for (const node of kept.values()) {
    if (node === at) at = at.nextSibling;
    else parent.insertBefore(node, at);
  }
  parent.kept = kept;
}

// Options of a select, with what is chosen kept.
function options(select, pairs) {
  keyed(select, pairs, ([value]) => value, ([value]) => h("option", { value }), (node, [, text]) => put(node, text));
}

// A node with named parts, to be filled in again later.
function parts(node) {
  node.part = {};
  for (const it of node.querySelectorAll("[data-part]")) node.part[it.dataset.part] = it;
  return node;
}

let fields = 0;
// A control with its label.
function field(label, control, attributes = {}) {
  fields += 1;
  control.id = `field-${fields}`;
  return h("div", { class: "field", ...attributes }, h("label", { for: control.id, text: label }), control);
}

// ---- What is known -------------------------------------------------------------------------

let view = null;
let clock = null;
let clockRead = 0;
let revision = -1;
let connected = false;
let lostSince = null;
const labels = new Map();
const fresh = new Set();
let tab = null;
let unread = 0;

const acts = () => view.role !== "screen";
const decides = () => view.role === "facilitator" || view.role === "player";
const over = () => Boolean(view?.ended || clock?.ended);
const teamName = (id) => view.teams.find((it) => it.id === id)?.name ?? id;
const assetName = (id) => view.assets.find((it) => it.id === id)?.name ?? id;
const injectName = (id) => { const it = view.injects.find((inject) => inject.id === id); return it?.name ? `${id}, ${it.name}` : id; };
const incidentName = (id) => labels.get(id) ?? "an incident that is over";
const title = (it) => `${it.label === "hidden" ? "Hidden" : it.label} · ${it.severity} · ${it.kind}`;

function levelOf(asset) {
  if (asset.off) return "off";
  if (asset.level <= 0.0005) return "down";
  return asset.level < 0.9995 ? "reduced" : "full";
}
const shareOf = (asset) => (asset.off ? "off" : percent(asset.level));

function orderWords(order) {
  const incident = order.incident && incidentName(order.incident);
  const team = order.team && teamName(order.team);
  const asset = order.asset && assetName(order.asset);
  const site = order.site && (view.sites.find((it) => it.id === order.site)?.name ?? order.site);
  switch (order.do) {
    case "ask": return `ask ${team} for ${incident}`;
    case "withhold": return `ask nobody for ${incident} for now`;
    case "request": return `ask for help for ${incident} again`;
    case "on_call": return `ask ${team} only by decision`;
    case "by_rule": return `ask ${team} by the rules`;
    case "send": return `send ${team} to ${incident}`;
    case "first": return `put ${incident} first`;
    case "last": return `put ${incident} last`;
    case "send_ahead": return `send ${team} ahead to ${site} for ${hours(order.hours)}`;
    case "hold_changeover": return `hold the change of duty of ${team} for ${hours(order.hours)}`;
    case "advance_changeover": return `change duty of ${team} now`;
    case "switch_off": return `switch off ${asset}`;
    case "switch_on": return `switch on ${asset}`;
    case "invoke": return `use the fallback of ${asset}`;
    case "end_fallback": return `end the fallback of ${asset}`;
    case "call_in": return `call in ${count(order.experts, "expert", "experts")} of ${team}`;
    default: return order.do;
  }
}

function actWords(act) {
  switch (act.act) {
    case "decide": return `Decision: ${orderWords(act.order)}`;
    case "note": return `Note: ${act.text}`;
    case "observe": return `Observation (${FINDINGS[act.finding]}): ${act.text}`;
    case "clock": switch (act.to) {
      case "run": return `Clock runs at ×${act.speed}`;
      case "pause": return "Clock paused";
      case "step": return act.by ? `Clock moved on by ${span(act.by)}` : "Clock moved to the next event";
      default: return "Exercise ended";
    }
    case "inject": switch (act.step) {
      case "release": return `Inject ${injectName(act.inject)} released`;
      case "hold": return `Inject ${injectName(act.inject)} held`;
      case "resume": return `Inject ${injectName(act.inject)} back on its time`;
      case "skip": return `Inject ${injectName(act.inject)} skipped`;
      case "edit": return `Inject ${injectName(act.inject)} reworded`;
      default: return `Inject ${act.inject} added: ${act.message}`;
    }
    default: return act.act;
  }
}

// ---- To the server -------------------------------------------------------------------------

const pending = new WeakMap();
let answered = 0;

const randomKey = () => Array.from(crypto.getRandomValues(new Uint8Array(16)), (it) => it.toString(16).padStart(2, "0")).join("");

// Says something beside the control that caused it.
function tell(place, text, good = false) {
  place.querySelectorAll(":scope > .error, :scope > .kept").forEach((it) => it.remove());
  if (text) place.append(h("p", good ? { class: "kept", role: "status", text } : { class: "error", role: "alert", text }));
}

async function post(address, body) {
  let response;
  try {
    response = await fetch(address, {
      method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body), signal: AbortSignal.timeout(20_000),
    });
  } catch {
    return { lost: true, error: "The board did not answer. Try again: it will count only once." };
  }
  let answer = {};
  try { answer = await response.json(); } catch { /* said below */ }
  if (response.ok) return { answer };
  return { lost: response.status >= 500, error: capital(answer.error ?? `the board refused this (${response.status})`) };
}

// Sends an act for a control. The same act of the same control keeps its key until it is answered.
async function send(button, act, place, { why = "", done } = {}) {
  if (button.getAttribute("aria-disabled") === "true") return;
  const words = JSON.stringify([act, why]);
  if (pending.get(button)?.words !== words) pending.set(button, { words, key: randomKey() });
  button.busy = true;
  enable();
  tell(place, "");
  const { answer, error, lost } = await post("act", { key: pending.get(button).key, who: $("who").value.trim(), why: why.trim(), act });
  if (!lost) pending.delete(button);
  button.busy = false;
  answered = performance.now();
  enable();
  if (error) tell(place, error);
  else done?.(answer);
}

// A button that does something in the exercise. `after`: also once it is over.
function actButton(text, press, { main = false, after = false, name } = {}) {
  const button = h("button", { type: "button", class: main ? "main" : null, "data-act": after ? "after" : "during", text, "aria-label": name });
  button.addEventListener("click", (event) => {
    event.preventDefault();
    // The second half of a double click is no wish of its own, whatever stands there by now.
    if (event.detail > 1 && performance.now() - answered < 400) return;
    if (button.getAttribute("aria-disabled") !== "true") press(button);
  });
  return button;
}

function enable() {
  for (const button of document.querySelectorAll("[data-act]")) {
    const open = button.dataset.act === "after" || !over();
    const can = connected && open && !button.busy && !button.idle;
    if ((button.getAttribute("aria-disabled") === "true") === can) button.setAttribute("aria-disabled", String(!can));
  }
}

// ---- From the server -----------------------------------------------------------------------

let source = null;
let heard = 0;
let refused = "";

function follow() {
  source?.close();
  source = new EventSource("events");
  heard = performance.now();
  source.addEventListener("open", () => { heard = performance.now(); revision = -1; load(); });
  source.addEventListener("view", (event) => { take(JSON.parse(event.data)); join(); });
  source.addEventListener("clock", (event) => { takeClock(JSON.parse(event.data)); join(); });
  source.addEventListener("error", () => part());
}

async function load() {
  const before = heard;
  try {
    const response = await fetch("state", { cache: "no-store", signal: AbortSignal.timeout(10_000) });
    const answer = await response.json().catch(() => ({}));
    if (response.ok) {
      if (answer.revision > revision) take(answer);
      else if (heard === before) takeClock(answer.clock);
      join();
    } else {
      part(capital(answer.error ?? `the board refused this address (${response.status})`));
    }
  } catch { part(); }
}

function join() {
  heard = performance.now();
  if (connected) return;
  connected = true;
  lostSince = null;
  refused = "";
  say($("lost"), "");
  enable();
}

function part(reason = "") {
  if (clock) Object.assign(clock, { ms: nowMs(), speed: null });
  connected = false;
  lostSince ??= new Date();
  refused = reason || refused;
  const state = view ? " You see the last known state, and nothing can be done until the connection is back." : "";
  say($("lost"), refused || `No connection to the board since ${lostSince.toLocaleTimeString("en-GB")}.${state} The page keeps trying.`);
  enable();
  drawClock();
}

// A stream that is silent though the clock runs, or that was given up, is opened anew. While the
// clock stands there may be nothing to say: then the board is asked whether it is there.
setInterval(() => {
  const silent = performance.now() - heard;
  if (connected && silent > 16_000) {
    if (clock?.speed) { part(); follow(); } else load();
  } else if (!connected && (silent > 16_000 || source.readyState === EventSource.CLOSED && silent > 3_000)) follow();
}, 2_000);

function takeClock(next) {
  clock = next;
  // Local time comes in whole seconds.
  clock.start = Date.parse(`${clock.local}Z`) - Math.floor(clock.ms / 1000) * 1000;
  clockRead = performance.now();
  drawClock();
  enable();
}

function take(message) {
  revision = message.revision;
  const before = view;
  view = message.view;
  if (before && before.role !== view.role) { location.reload(); return; }
  for (const it of view.incidents) labels.set(it.id, it.label === "hidden" ? `a hidden incident (${it.kind}, ${it.asset})` : it.label);
  if (!before) build();
  takeClock(message.clock);
  news(before);
  render();
}

// Says aloud what is new.
function news(before) {
  if (!before) return;
  const words = [];
  const happened = (it) => it.state === "happened";
  const old = new Set(before.injects.filter(happened).map((it) => it.id));
  const came = view.injects.filter((it) => happened(it) && !old.has(it.id));
  if (came.length) fresh.clear();
  for (const it of came) {
    fresh.add(it.id);
    words.push(it.message ? `New message: ${it.message}` : `Inject ${injectName(it.id)} has happened.`);
  }
  if (tab !== "told" && view.role === "player") unread += came.length;
  const known = new Set(before.incidents.filter((it) => !it.hidden).map((it) => it.id));
  for (const it of view.incidents) if (!it.hidden && !known.has(it.id)) words.push(`New incident ${title(it)} at ${it.asset}.`);
  const stood = new Map(before.milestones.map((it) => [it.name + it.from, it.state]));
  for (const it of view.milestones) {
    if ((it.state === "at_risk" || it.state === "missed") && stood.get(it.name + it.from) !== it.state) words.push(`Milestone ${MILESTONE_STATES[it.state]}: ${it.name}.`);
  }
  if (view.ended && !before.ended) words.push("The exercise is over.");
  if (words.length) $("spoken").replaceChildren(...words.map((text) => h("p", { text })));
}

// ---- Clock ---------------------------------------------------------------------------------

function nowMs() {
  const passed = connected && clock.speed ? (performance.now() - clockRead) * clock.speed : 0;
  return Math.min(clock.ms + passed, clock.to);
}

function civil(ms) {
  const at = new Date(clock.start + ms);
  const two = (n) => String(n).padStart(2, "0");
  return {
    day: `${DAYS[at.getUTCDay()]} ${at.getUTCDate()} ${MONTHS[at.getUTCMonth()]} ${at.getUTCFullYear()}`,
    minute: `${two(at.getUTCHours())}:${two(at.getUTCMinutes())}`,
    second: two(at.getUTCSeconds()),
  };
}

function drawClock() {
  if (!clock) return;
  const now = nowMs();
  const { day, minute, second } = civil(now);
  put($("day"), day);
  put($("time"), clock.speed > 60 || view?.role === "screen" ? minute : `${minute}:${second}`);
  const end = civil(clock.to);
  const pace = over() ? "The exercise is over" : !connected ? "Last known time" : clock.speed ? `Runs at ×${Number(clock.speed.toPrecision(4))}` : "Paused";
  put($("pace"), over() ? pace : `${pace} · until ${end.day.slice(0, -5)} ${end.minute}`);
  for (const it of document.querySelectorAll("[data-due]")) {
    const left = it.dataset.due - now;
    put(it, left < 0 ? "due" : `in ${span(left)}`);
  }
  controls?.();
}
setInterval(drawClock, 250);

let controls = null;
function buildControls() {
  const bar = $("controls");
  const act = (to, more = {}) => (button) => send(button, { act: "clock", to, ...more }, bar);
  const speed = h("select", { id: "speed" });
  options(speed, SPEEDS.map((it) => [String(it), `×${it}`]));
  speed.value = "60";
  const run = actButton("Run", (button) => act("run", { speed: Number(speed.value) })(button), { main: true });
  const pause = actButton("Pause", act("pause"));
  speed.addEventListener("change", () => { if (clock?.speed && !run.busy) { run.idle = false; enable(); run.click(); } });
  bar.append(
    run, pause, h("span", { class: "row" }, h("label", { for: "speed", text: "Speed" }), speed),
    actButton("To the next event", act("step")), actButton("1 h on", act("step", { by: 3_600_000 })), actButton("End…", endDialog),
  );
  bar.hidden = false;
  controls = () => {
    const running = Boolean(clock.speed);
    if (run.idle === running && pause.idle === !running) return;
    run.idle = running;
    pause.idle = !running;
    if (running && SPEEDS.includes(clock.speed) && document.activeElement !== speed) speed.value = String(clock.speed);
    enable();
  };
}

function endDialog() {
  openDialog("End the exercise?", (body, close) => {
    const end = actButton("End the exercise", (button) => send(button, { act: "clock", to: "end" }, body, { done: close }), { main: true });
    body.append(
      h("p", { text: "The clock stops for good, and nothing more can be decided or released. Notes and observations can still be written." }),
      h("div", { class: "row actions" }, end, cancel(close)),
    );
  });
}

// ---- The page ------------------------------------------------------------------------------

const panels = new Map();

function build() {
  const { role } = view;
  document.body.className = role;
  const main = $("main");
  PLAN[role].forEach((names, at) => {
    const column = role === "screen" ? main : h("div", { class: "column", role: "group", "aria-label": COLUMN_NAMES[role][at] });
    for (const name of names) {
      const { title: heading, make } = PANELS[name];
      const panel = h("section", { class: "panel", id: name, "aria-labelledby": `${name}-title` });
      panel.append(h("h2", { id: `${name}-title`, tabindex: role === "screen" ? null : -1, "data-home": true, text: heading }));
      make(panel);
      panels.set(name, parts(panel));
      column.append(panel);
    }
    if (column !== main) main.append(column);
  });
  // Columns scroll, each for itself, where there are any.
  const columns = matchMedia("(min-width: 75rem)");
  const scrolls = () => document.querySelectorAll(".column").forEach((it) => (columns.matches ? it.setAttribute("tabindex", "0") : it.removeAttribute("tabindex")));
  columns.addEventListener("change", scrolls);
  scrolls();
  if (role === "facilitator") buildControls();
  if (!acts()) return;
  $("me").hidden = false;
  const who = $("who");
  try { who.value = sessionStorage.getItem("who") ?? ""; } catch { /* it is asked again */ }
  who.addEventListener("input", () => { try { sessionStorage.setItem("who", who.value); } catch { /* kept while the page is open */ } });
  const names = PLAN[role].flat();
  $("tabs").hidden = false;
  $("tabs").append(...names.map((name) => h("button", { type: "button", "data-tab": name, onclick: () => choose(name) })));
  choose(names[0]);
}

function choose(name) {
  tab = name;
  if (name === "told") unread = 0;
  for (const [it, panel] of panels) panel.classList.toggle("other", it !== name);
  drawTabs();
  fit();
}

function drawTabs() {
  for (const button of $("tabs").children) {
    const { tab: name } = button.dataset;
    const risks = view.milestones.filter((it) => it.state === "at_risk").length;
    const more = { told: unread && `${unread} new`, incidents: view.incidents.length, milestones: risks && `${risks} at risk` }[name];
    put(button, more ? `${PANELS[name].title} (${more})` : PANELS[name].title);
    button.setAttribute("aria-current", String(name === tab));
  }
}

function render() {
  const focus = document.activeElement;
  const homes = [focus?.closest?.("li[data-home]"), focus?.closest?.(".panel")?.querySelector("h2")];
  document.title = `${view.title}: ${ROLES[view.role]}`;
  put($("title"), view.title);
  const seat = [view.audience ? `${ROLES[view.role]}: ${view.audience}` : ROLES[view.role], ...view.phases, `times are of ${view.zone}`];
  put($("seat"), (view.role === "screen" ? view.phases : seat).join(" · "));
  for (const [name, panel] of panels) PANELS[name].update(panel.part);
  if (view.role === "screen") { fit(); fitHeadlines(); }
  drawTabs();
  enable();
  drawClock();
  $("dialog").refresh?.();
  // What had the focus may have moved, or have gone.
  if (!focus || focus === document.body || document.activeElement === focus && focus.checkVisibility?.() !== false) return;
  const place = [focus, ...homes].find((it) => it?.isConnected && it.checkVisibility?.() !== false);
  place?.focus({ preventScroll: true });
}

const none = (name) => h("p", { class: "none", "data-part": name });

// ---- Incidents -----------------------------------------------------------------------------

// The queue: those that were put first or last by the latest decision, then as the server says.
function queue() {
  const rank = new Map();
  for (const { act, order } of view.acts) {
    if (act === "decide" && (order.do === "first" || order.do === "last")) rank.set(order.incident, order.do === "first" ? -1 : 1);
  }
  const waiting = view.incidents.filter((it) => ["waiting", "unanswered", "withheld"].includes(it.state));
  return waiting.map((it) => ({ ...it, rank: rank.get(it.id) ?? 0 })).sort((a, b) => a.rank - b.rank);
}

function makeIncident(it) {
  const { id } = it;
  const card = h("li", { tabindex: -1, "data-home": true },
    h("div", { class: "row tight" }, h("h4", { "data-part": "title" }), h("span", { class: "tag", "data-part": "state" }), h("span", { class: "tag key", "data-part": "rank" })),
    h("p", { "data-part": "asset" }), h("p", { class: "small", "data-part": "facts" }));
  if (decides()) {
    const decide = actButton("Decide…", () => decideDialog("incident", id));
    decide.dataset.part = "decide";
    card.insertBefore(decide, card.children[1]);
  }
  return parts(card);
}

function drawIncident(card, it) {
  const { title: heading, state, rank, asset, facts, decide } = card.part;
  look(card, `card side ${it.severity}${it.hidden ? " hidden-one" : ""}`);
  put(heading, title(it));
  put(state, STATES[it.state] ?? it.state);
  look(state, `tag ${{ at_work: "good", on_the_way: "key", hidden: "new" }[it.state] ?? "warn"}`);
  say(rank, { "-1": "put first", 1: "put last" }[it.rank] ?? "");
  put(asset, it.asset);
  const who = it.team && `${it.team}, ${count(it.crew, "expert", "experts")}${it.remote ? ", remotely" : ""}`;
  const agreed = it.teams.filter((team) => team.agreed).map((team) => teamName(team.team));
  const waits = !it.team && !it.hidden && agreed.length ? `will come when free: ${list(agreed)}` : "";
  const words = [`stage: ${it.stage}`, who, waits, it.detected && `detected ${when(it.detected)}`, it.expected && `work begins ${when(it.expected)}`];
  put(facts, capital(words.filter(Boolean).join(" · ")));
  if (decide) {
    decide.hidden = it.hidden || it.state === "alone" || orders("incident", it).length === 0;
    decide.setAttribute("aria-label", `Decide on ${it.label}…`);
  }
}

const PANELS = {};

PANELS.incidents = {
  title: "Incidents",
  make(panel) {
    panel.append(
      none("none"),
      h("div", { "data-part": "waiting" }, h("h3", { text: "Queue: waiting for a team" }), h("ol", { "data-part": "queue" })),
      h("div", { "data-part": "working" }, h("h3", { text: "On the way or at work" }), h("ul", { "data-part": "worked" })),
      h("div", { "data-part": "others" }, h("h3", { "data-part": "rest-title" }), h("ul", { "data-part": "rest" })),
      h("p", { class: "soft small", "data-part": "closed" }),
    );
  },
  update(part) {
    const waiting = queue();
    const working = view.incidents.filter((it) => it.state === "at_work" || it.state === "on_the_way");
    const rest = view.incidents.filter((it) => it.state === "hidden" || it.state === "alone");
    for (const [box, ul, items] of [[part.waiting, part.queue, waiting], [part.working, part.worked, working], [part.others, part.rest, rest]]) {
      box.hidden = items.length === 0;
      keyed(ul, items, (it) => it.id, makeIncident, drawIncident);
    }
    put(part["rest-title"], rest.some((it) => it.hidden) ? "Not noticed yet, or without a team" : "Without a team");
    say(part.none, view.incidents.length ? "" : "No incident is open.");
    say(part.closed, view.closed ? `${count(view.closed, "incident is", "incidents are")} over.` : "");
  },
};

// ---- Teams ---------------------------------------------------------------------------------

PANELS.teams = {
  title: "Teams",
  make(panel) { panel.append(none("none"), h("ul", { class: "teams", "data-part": "list" })); },
  update(part) {
    say(part.none, view.teams.length ? "" : "This scenario has no teams.");
    keyed(part.list, view.teams, (it) => it.id, (it) => {
      const { id } = it;
      const row = h("li", { tabindex: -1, "data-home": true },
        h("div", { class: "facts row tight" }, h("strong", { "data-part": "name" }), h("span", { class: "tag bad", "data-part": "lost" }), h("span", { class: "tag", "data-part": "call" })),
        h("p", { class: "facts small", "data-part": "people" }), h("p", { class: "facts small soft", "data-part": "duty" }));
      if (decides()) {
        const decide = actButton("Decide…", () => decideDialog("team", id), { name: `Decide on ${it.name}…` });
        row.insertBefore(decide, row.children[1]);
      }
      return parts(row);
    }, ({ part: row }, it) => {
      put(row.name, it.name);
      say(row.lost, it.lost ? "lost" : "");
      say(row.call, it.on_call ? "asked only by decision" : "");
      put(row.people, it.unlimited ? `${it.busy} at work, as many as it takes` : `${it.free} free · ${it.busy} sent or at work · ${it.present} present`);
      say(row.duty, it.duty ? capital(plain(it.duty)) : "");
    });
  },
};

// ---- Milestones ----------------------------------------------------------------------------

PANELS.milestones = {
  title: "Milestones",
  make(panel) { panel.append(none("none"), h("ul", { "data-part": "list" })); },
  update(part) {
    const sorted = [...view.milestones].sort((a, b) => MILESTONE_ORDER.indexOf(a.state) - MILESTONE_ORDER.indexOf(b.state));
    say(part.none, sorted.length ? "" : "This scenario has no milestones.");
    keyed(part.list, view.role === "screen" ? sorted.slice(0, 3) : sorted, (it) => `${it.name} ${it.asset} ${it.from}`, () => parts(h("li", {},
      h("div", { class: "row tight" }, h("span", { class: "tag", "data-part": "state" }), h("h3", { class: "what", "data-part": "name" })),
      h("p", { class: "small", "data-part": "time" }))),
    (node, it) => {
      look(node, `card ${it.state}`);
      look(node.part.state, `tag ${MILESTONE_TAGS[it.state]}`);
      put(node.part.state, MILESTONE_STATES[it.state]);
      put(node.part.name, it.name);
      put(node.part.time, `${it.asset}, ${when(it.from)} to ${when(it.to)}`);
    });
  },
};

// ---- Messages and injects ------------------------------------------------------------------

function makeMessage() {
  return parts(h("li", {},
    h("div", { class: "row tight" }, h("time", { class: "what", "data-part": "at" }), h("span", { class: "tag", "data-part": "new" }), h("span", { class: "small soft", "data-part": "for" })),
    h("p", { class: "message", "data-part": "message" }), h("p", { class: "small soft", "data-part": "files" })));
}

const files = (it) => (it.attachments?.length ? `With it: ${list(it.attachments)}` : "");

function drawMessage({ part }, it, newest) {
  const isNew = fresh.has(it.id);
  look(part.at.closest("li"), isNew ? "card new fresh" : "card");
  put(part.at, when(it.at));
  look(part.new, isNew ? "tag new" : "tag key");
  say(part.new, isNew ? "new" : newest ? "newest" : "");
  say(part.for, [it.from && `from ${it.from}`, it.method && `by ${it.method}`, it.audience && it.audience !== "all" && `for ${it.audience}`].filter(Boolean).join(", "));
  put(part.message, it.message);
  say(part.files, files(it));
}

const told = () => view.injects.filter((it) => it.state === "happened" && it.message).reverse();

PANELS.told = {
  title: "Messages",
  make(panel) { panel.append(none("none"), h("ul", { "data-part": "list" })); },
  update(part) {
    const messages = told();
    say(part.none, messages.length ? "" : "Nothing has been told yet.");
    keyed(part.list, messages, (it) => it.id, makeMessage, (node, it) => drawMessage(node, it, it === messages[0]));
  },
};

function makeInject(it) {
  const { id } = it;
  const card = h("li", { tabindex: -1, "data-home": true },
    h("div", { class: "row tight" }, h("h4", { "data-part": "name" }), h("span", { class: "tag", "data-part": "state" }), h("span", { class: "tag key", "data-part": "next" })),
    h("p", { class: "small soft" }, h("span", { "data-part": "at" }), " ", h("span", { "data-part": "due" }), " · ", h("span", { "data-part": "for" })),
    h("p", { class: "message", "data-part": "message" }),
    h("p", { class: "small soft", "data-part": "files" }), h("dl", { class: "pair", "data-part": "aims" }));
  const row = h("div", { class: "row" });
  const add = (text, name, press) => { const button = actButton(text, press, { name: `${text} ${id}` }); button.dataset.part = name; row.append(button); };
  const step = (name) => (button) => send(button, { act: "inject", step: name, inject: id }, card);
  if (view.role === "facilitator") {
    add("Release…", "release", () => releaseDialog(id));
    add("Hold", "hold", step("hold"));
    add("Resume", "resume", step("resume"));
    add("Skip", "skip", step("skip"));
    add("Edit…", "edit", () => editDialog(id));
  } else {
    const observe = actButton("Observe", () => observeAbout(id), { after: true, name: `Observe ${id}` });
    row.append(observe);
  }
  card.append(row);
  return parts(card);
}

function drawInject(card, it, next) {
  const { part } = card;
  look(card, `card ${it.state}`);
  put(part.name, it.name ? `${it.id}: ${it.name}` : it.id);
  look(part.state, `tag ${{ held: "warn", happened: "good" }[it.state] ?? ""}`);
  put(part.state, INJECT_STATES[it.state]);
  say(part.next, next ? "next" : "");
  put(part.at, it.at ? when(it.at) : "no time");
  if (it.state === "planned" && it.ms !== undefined) part.due.dataset.due = it.ms;
  else { delete part.due.dataset.due; put(part.due, ""); }
  put(part.for, [it.from && `from ${it.from}`, it.method && `by ${it.method}`, `for ${it.audience || "all"}`].filter(Boolean).join(", "));
  say(part.message, it.message);
  say(part.files, files(it));
  const aims = [["Objective", it.objective], ["Expected", it.expect], ["Note", it.note]].filter(([, text]) => text);
  keyed(part.aims, aims.flatMap(([name, text]) => [["dt", name, name], ["dd", `${name}:`, text]]), ([, key]) => key, ([tag]) => h(tag), (node, [, , text]) => put(node, text));
  part.aims.hidden = aims.length === 0;
  const shown = { release: it.state !== "happened", hold: it.state === "planned", resume: it.state === "held" || it.state === "skipped", skip: it.state === "planned" || it.state === "held", edit: it.state !== "happened" };
  for (const [name, is] of Object.entries(shown)) if (part[name]) part[name].hidden = !is;
}

PANELS.injects = {
  title: "Injects",
  make(panel) {
    if (view.role === "facilitator") {
      const head = h("div", { class: "head" });
      head.append(panel.firstChild, actButton("Add your own…", () => addDialog()));
      panel.append(head);
    }
    const coming = h("div", {}, h("h3", { text: "To come" }), none("none"), h("ul", { "data-part": "coming" }));
    const past = h("div", { "data-part": "past" }, h("h3", { text: "Happened, newest first" }), h("ul", { "data-part": "happened" }));
    panel.append(...(view.role === "evaluator" ? [past, coming] : [coming, past]));
  },
  update(part) {
    const coming = view.injects.filter((it) => it.state !== "happened");
    const happened = view.injects.filter((it) => it.state === "happened").reverse();
    const next = coming.find((it) => it.state === "planned");
    say(part.none, coming.length ? "" : "No inject is to come.");
    part.past.hidden = happened.length === 0;
    keyed(part.coming, coming, (it) => it.id, makeInject, (card, it) => drawInject(card, it, it === next));
    keyed(part.happened, happened, (it) => it.id, makeInject, (card, it) => drawInject(card, it, false));
  },
};

PANELS.headlines = {
  title: "Headlines",
  make(panel) {
    panel.append(none("none"), h("ul", { "data-part": "messages" }), h("h3", { "data-part": "grave-title", text: "Grave incidents" }), h("ul", { "data-part": "grave" }));
  },
  update(part) {
    const messages = told().slice(0, 2);
    const grave = view.incidents.filter((it) => GRAVE.includes(it.severity));
    say(part.none, messages.length || grave.length ? "" : "Nothing to report.");
    keyed(part.messages, messages, (it) => it.id, makeMessage, (node, it) => drawMessage(node, it, it === messages[0]));
    part["grave-title"].hidden = grave.length === 0;
    keyed(part.grave, grave.slice(0, 6), (it) => it.id, () => parts(h("li", {}, h("p", { class: "what", "data-part": "what" }), h("p", { class: "small", "data-part": "how" }))), (node, it) => {
      look(node, `card ${it.severity}`);
      put(node.part.what, `${title(it)}, ${it.asset}`);
      put(node.part.how, capital([STATES[it.state], it.team].filter(Boolean).join(": ")));
    });
  },
};

// Shows as much as there is room for: nobody can scroll the big screen.
function fitHeadlines() {
  const panel = panels.get("headlines");
  const { part } = panel;
  const all = view.incidents.filter((it) => GRAVE.includes(it.severity)).length;
  const [messages, grave] = [[...part.messages.children], [...part.grave.children]];
  const shown = () => put(part["grave-title"], grave.every((it) => !it.hidden) && grave.length === all ? "Grave incidents" : `Grave incidents: ${grave.filter((it) => !it.hidden).length} of ${all}`);
  for (const it of [...messages, ...grave]) it.hidden = true;
  for (const it of [messages[0], grave[0], grave[1], messages[1], ...grave.slice(2)]) {
    if (!it) continue;
    it.hidden = false;
    shown();
    if (panel.scrollHeight > panel.clientHeight + 1) it.hidden = true;
  }
  shown();
}

// ---- Log, notes, observations --------------------------------------------------------------

PANELS.log = {
  title: "Log",
  make(panel) {
    const which = h("select", { "data-part": "which" });
    options(which, [["all", "Everything"], ["event", "What happened"], ["act", "What was done"]]);
    const words = h("input", { "data-part": "words", autocomplete: "off" });
    which.addEventListener("change", () => PANELS.log.update(panel.part));
    words.addEventListener("input", () => PANELS.log.update(panel.part));
    panel.append(h("div", { class: "filter" }, h("label", {}, "Show", which), h("label", {}, "with the words", words)), none("none"), h("ol", { class: "log", "data-part": "list" }));
  },
  update(part) {
    const seen = new Map();
    const events = view.log.map((it) => {
      const words = EVENTS[it.event] ?? it.event.replaceAll("_", " ");
      const key = `${it.ms} ${it.event} ${it.text}`;
      seen.set(key, (seen.get(key) ?? 0) + 1);
      return { kind: "event", key: `${key} ${seen.get(key)}`, at: it.at, text: `${capital(words)}${it.text ? `: ${it.text}` : ""}` };
    });
    const done = view.acts.map((it) => ({ kind: "act", key: `act ${it.number}`, at: it.at, text: `${actWords(it)}${it.why ? `. Why: ${it.why}` : ""} (${it.who}, ${it.number})` }));
    const words = part.words.value.trim().toLowerCase();
    const lines = [...events, ...done]
      .filter((it) => (part.which.value === "all" || it.kind === part.which.value) && it.text.toLowerCase().includes(words))
      .map((it, at) => [it, at]).sort(([a, x], [b, y]) => (a.at < b.at ? 1 : a.at > b.at ? -1 : y - x)).map(([it]) => it);
    say(part.none, lines.length > LOG ? `The newest ${LOG} of ${lines.length}.` : lines.length ? "" : "Nothing of this kind yet.");
    keyed(part.list, lines.slice(0, LOG), (it) => it.key, (it) => h("li", {}, h("time", { text: when(it.at) }), h("span", { class: it.kind === "act" ? "done" : null, text: it.text })),
      (node, it) => put(node.lastChild, it.text));
  },
};

PANELS.notes = {
  title: "Notes",
  make(panel) {
    const text = h("textarea", { maxlength: 4000, rows: 3 });
    const form = h("div", {});
    const keep = actButton("Keep note", (button) => {
      if (!text.value.trim()) { tell(form, "Write the note first."); text.focus(); return; }
      const written = text.value;
      send(button, { act: "note", text: written.trim() }, form, { done: ({ number }) => { if (text.value === written) text.value = ""; tell(form, `Kept as entry ${number}.`, true); } });
    }, { after: true });
    form.append(field("New note", text), keep);
    panel.append(form, h("ul", { class: "log", "data-part": "list" }));
  },
  update(part) {
    const notes = view.acts.filter((it) => it.act === "note").reverse();
    keyed(part.list, notes, (it) => it.number, (it) => h("li", {}, h("time", { text: when(it.at) }), h("span", { class: "message", text: `${it.text} (${it.who})` })));
  },
};

PANELS.observe = {
  title: "Observations",
  make(panel) {
    const text = h("textarea", { maxlength: 4000, rows: 3, "data-part": "text" });
    const objective = h("select", { "data-part": "objective" });
    const about = h("select", { "data-part": "about" });
    const rating = h("select", {});
    options(rating, Object.entries(RATINGS));
    const finding = h("fieldset", {}, h("legend", { text: "Finding" }), h("div", { class: "row" },
      ...Object.entries(FINDINGS).map(([value, words]) => h("label", { class: "row" }, h("input", { type: "radio", name: "finding", value, checked: value === "neutral" }), words))));
    const form = h("div", {});
    const keep = actButton("Keep observation", (button) => {
      if (!text.value.trim()) { tell(form, "Write what you saw first."); text.focus(); return; }
      const written = text.value;
      const act = { act: "observe", text: written.trim(), objective: objective.value, about: about.value, finding: finding.querySelector(":checked").value, rating: rating.value };
      send(button, act, form, {
        done: ({ number }) => {
          if (text.value === written) { text.value = ""; rating.value = "not_rated"; finding.querySelector("[value=neutral]").checked = true; }
          tell(form, `Kept as entry ${number}.`, true);
        },
      });
    }, { after: true, main: true });
    form.append(field("What you saw", text), finding, field("Rating", rating), field("Objective", objective), field("About", about), keep);
    panel.append(form, h("div", { "data-part": "groups" }));
  },
  update(part) {
    options(part.objective, [["", "None"], ...view.objectives.map((it) => [it, it])]);
    const entries = view.acts.filter((it) => it.act === "decide").reverse();
    options(part.about, [["", "Nothing in particular"], ...view.injects.map((it) => [it.id, `Inject ${injectName(it.id)}`]), ...entries.map((it) => [String(it.number), `Entry ${it.number}, ${actWords(it)}`])]);
    const seen = view.acts.filter((it) => it.act === "observe");
    const groups = [...view.objectives, ""].map((name) => ({ name, items: seen.filter((it) => (it.objective ?? "") === name || name === "" && !view.objectives.includes(it.objective)).reverse() }));
    keyed(part.groups, groups.filter((it) => it.name || it.items.length), (it) => it.name, (it) => h("div", {}, h("h3", { text: it.name || "Without an objective" }), h("p", { class: "none", text: "No observation yet." }), h("ul", {})), (node, { items }) => {
      node.children[1].hidden = items.length > 0;
      keyed(node.children[2], items, (it) => it.number, (it) => h("li", { class: "card" },
        h("div", { class: "row tight" },
          h("span", { class: `tag ${{ strength: "good", improve: "warn" }[it.finding] ?? ""}`, text: FINDINGS[it.finding] ?? it.finding }),
          h("span", { class: "small", text: it.rating === "not_rated" ? "Not rated" : `Rated ${it.rating.toUpperCase()}` }),
          h("span", { class: "small soft", text: `${when(it.at)}, ${it.who}${it.about ? `, about ${it.about}` : ""}` })),
        h("p", { class: "message", text: it.text })));
    });
  },
};

function observeAbout(id) {
  const { about, objective, text } = panels.get("observe").part;
  choose("observe");
  about.value = id;
  // An inject may exercise several: the first is as good a guess as any.
  const aims = view.injects.find((it) => it.id === id)?.objective ?? "";
  const aim = view.objectives.find((it) => aims.includes(it));
  if (aim) objective.value = aim;
  text.focus();
}

// ---- Map -----------------------------------------------------------------------------------

// How many steps of need lie below each asset.
function depthsOf(assets) {
  const byId = new Map(assets.map((it) => [it.id, it]));
  const depths = new Map();
  const depth = (id, path) => {
    if (depths.has(id)) return depths.get(id);
    if (path.has(id)) return 0;
    path.add(id);
    const needs = byId.get(id).needs.filter((it) => byId.has(it)).map((it) => depth(it, path) + 1);
    path.delete(id);
    depths.set(id, Math.max(0, ...needs));
    return depths.get(id);
  };
  assets.forEach((it) => depth(it.id, new Set()));
  return depths;
}

function ownersOf(assets, depths) {
  const owners = new Map();
  for (const it of assets) owners.set(it.owner, [...(owners.get(it.owner) ?? []), it]);
  return [...owners].map(([owner, items]) => ({ owner, items: items.sort((a, b) => depths.get(a.id) - depths.get(b.id)) }));
}

const NODE = { wide: 176, high: 62, gap: 10, head: 26 };

// Owners one below the other, a column for each depth: none if that is wider than the frame.
function layered(owners, depths, width) {
  const { wide, high, gap, head } = NODE;
  const layers = Math.max(0, ...depths.values()) + 1;
  const space = gap * 2.5;
  const attempt = (rows) => {
    const columns = Array(layers).fill(0);
    const lanes = owners.map(({ owner, items }) => {
      const cells = Array.from({ length: layers }, (_, at) => items.filter((it) => depths.get(it.id) === at));
      cells.forEach((cell, at) => { columns[at] = Math.max(columns[at], Math.ceil(cell.length / rows)); });
      return { owner, cells, rows: Math.max(...cells.map((cell) => Math.min(cell.length, rows))) };
    });
    const starts = columns.map((_, at) => gap + columns.slice(0, at).reduce((sum, n) => sum + n * (wide + gap) + space, 0));
    const all = starts.at(-1) + columns.at(-1) * (wide + gap);
    let top = 0;
    const [nodes, boxes] = [[], []];
    for (const lane of lanes) {
      lane.cells.forEach((cell, layer) => {
        const across = Math.ceil(cell.length / lane.rows);
        cell.forEach((asset, at) => nodes.push({ asset, x: starts[layer] + (at % across) * (wide + gap), y: top + head + Math.floor(at / across) * (high + gap) }));
      });
      const height = head + lane.rows * (high + gap);
      boxes.push({ owner: lane.owner, x: 0, y: top, width: all, height });
      top += height + gap / 2;
    }
    return { nodes, boxes, width: all, height: top, wide, high, layered: true };
  };
  return [1, 2, 3, 4, 6, 8, 12, 16, 24, 40].map(attempt).find((it) => it.width <= width);
}

// Owners one below the other, each as wide as the frame, what others need first.
function packed(owners, width) {
  const { high, gap, head } = NODE;
  const across = Math.max(1, Math.floor((width - gap) / (150 + gap)));
  const wide = (width - gap) / across - gap;
  let top = 0;
  const [nodes, boxes] = [[], []];
  for (const { owner, items } of owners) {
    items.forEach((asset, at) => nodes.push({ asset, x: gap + (at % across) * (wide + gap), y: top + head + Math.floor(at / across) * (high + gap) }));
    const height = head + Math.ceil(items.length / across) * (high + gap);
    boxes.push({ owner, x: 0, y: top, width, height });
    top += height + gap / 2;
  }
  return { nodes, boxes, width, height: top, wide, high };
}

// For the big screen: a box for each owner, side by side, so that all fill a frame of this shape.
// Where there are few, they have room for their names.
function mosaic(owners, aspect, named) {
  const [wide, high, gap, head] = named ? [172, 80, 8, 30] : [62, 42, 6, 30];
  const attempt = (width) => {
    let [x, y, tallest, right] = [0, 0, 0, 0];
    const [nodes, boxes] = [[], []];
    for (const { owner, items } of owners) {
      const label = owner.length > 24 ? `${owner.slice(0, 23)}…` : owner;
      const across = Math.max(Math.round(Math.sqrt(items.length * 1.4)), Math.ceil((label.length * 11) / (wide + gap)));
      const box = { owner: label, width: across * (wide + gap) + gap, height: head + Math.ceil(items.length / across) * (high + gap) };
      if (x > 0 && x + box.width > width) [x, y, tallest] = [0, y + tallest + gap, 0];
      items.forEach((asset, at) => nodes.push({ asset, x: x + gap + (at % across) * (wide + gap), y: y + head + Math.floor(at / across) * (high + gap) }));
      boxes.push({ ...box, x, y });
      x += box.width + gap;
      right = Math.max(right, x - gap);
      tallest = Math.max(tallest, box.height);
    }
    const height = y + tallest;
    return { nodes, boxes, width: right, height, wide, high, named, scale: Math.min(aspect / right, 1 / height) };
  };
  return Array.from({ length: 40 }, (_, at) => attempt(200 + at * 80)).reduce((best, it) => (it.scale > best.scale ? it : best));
}

// A name in at most two lines.
function wrap(name, width) {
  if (name.length <= width) return [name];
  const cut = name.lastIndexOf(" ", width);
  const first = cut > width / 3 ? name.slice(0, cut) : name.slice(0, width);
  const rest = name.slice(first.length).trim();
  return [first, rest.length > width ? `${rest.slice(0, width - 1)}…` : rest];
}

const MARKS = { full: "M-5 0 L-1.5 4 L5 -4", reduced: "M0 -6 V1 M0 4 V6", down: "M-5 -5 L5 5 M5 -5 L-5 5", off: "M-5 0 H5" };
let drawing = null;
let zoom = 1;

// A node of the map: its mark, its name, its share of service, and what is going on there.
function drawNode({ asset, x, y }, { wide, high, named }, screen) {
  const small = screen && !named;
  const node = {
    title: s("title"), box: s("rect", { class: "box", width: wide, height: high, rx: 4 }), strip: s("rect", { width: small ? wide : named ? 32 : 24, height: high, rx: 4 }),
    mark: s("path", { class: "mark", transform: small ? `translate(${wide / 2} ${high / 2}) scale(1.4)` : named ? `translate(16 ${high / 2}) scale(1.4)` : `translate(12 ${high / 2})` }),
  };
  node.g = s("g", { class: small ? "node small" : "node", transform: `translate(${x} ${y})`, "data-asset": asset.id }, node.title, node.box, node.strip, node.mark);
  if (small) {
    node.plate = s("rect", { class: "box plate", x: 4, y: 7, width: wide - 8, height: high - 14, rx: 3 });
    node.share = s("text", { class: "share", x: wide / 2, y: high / 2 + 6 });
    node.g.append(node.plate, node.share);
  } else if (named) {
    wrap(asset.name, Math.floor((wide - 44) / 9.6)).forEach((text, at) => node.g.append(s("text", { x: 40, y: 24 + at * 21, text })));
    node.share = s("text", { class: "share", x: 40, y: high - 9 });
    node.g.append(node.share);
  } else {
    wrap(asset.name, Math.floor((wide - 36) / 7.2)).forEach((text, at) => node.g.append(s("text", { x: 31, y: 18 + at * 16, text })));
    node.share = s("text", { class: "share", x: 31, y: high - 8 });
    node.badge = s("text", { class: "badge", x: wide - 6, y: high - 8 });
    node.g.append(node.share, node.badge);
  }
  return node;
}

function drawMap(part) {
  const { frame } = part;
  const small = view.role === "screen";
  const [width, height] = [frame.clientWidth, frame.clientHeight];
  if (!width) return;
  const structure = JSON.stringify([small ? [width, height] : Math.round(width / zoom), view.assets.map((it) => [it.id, it.name, it.owner, it.needs])]);
  if (drawing?.structure !== structure) {
    const depths = depthsOf(view.assets);
    const owners = ownersOf(view.assets, depths);
    const laid = small ? mosaic(owners, width / Math.max(height, width / 2), view.assets.length <= 20) : layered(owners, depths, width / zoom) ?? packed(owners, width / zoom);
    const svg = s("svg", { viewBox: `0 0 ${laid.width} ${laid.height}`, role: "img", });
    if (!small) fill(svg, { width: Math.floor(laid.width * zoom), height: Math.floor(laid.height * zoom) }, []);
    drawing = { structure, laid, svg, nodes: new Map() };
    for (const it of laid.boxes) svg.append(s("rect", { class: "lane", x: it.x, y: it.y, width: it.width, height: it.height, rx: 5 }), s("text", { class: "owner", x: it.x + 8, y: it.y + (small ? 21 : 18), text: it.owner }));
    const edges = [];
    const places = new Map(laid.nodes.map((it) => [it.asset.id, it]));
    for (const { asset, x, y } of small ? [] : laid.nodes) for (const need of asset.needs) {
      const from = places.get(need);
      if (!from) continue;
      const [x1, y1, x2, y2] = [from.x + laid.wide, from.y + laid.high / 2, x, y + laid.high / 2];
      const bend = Math.max(24, Math.abs(x2 - x1) / 2);
      edges.push({ line: s("path", { class: "edge", d: `M${x1} ${y1} C${x1 + bend} ${y1} ${x2 - bend} ${y2} ${x2} ${y2}` }), ends: [need, asset.id] });
    }
    const lines = s("g", {}, ...edges.map((it) => it.line));
    // Too many lines tell nothing: then only those of the asset under the pointer are shown.
    if (laid.layered && edges.length <= 150) svg.setAttribute("class", "layered");
    if (laid.layered) svg.append(lines);
    for (const it of laid.nodes) {
      const node = drawNode(it, laid, small);
      drawing.nodes.set(it.asset.id, node);
      svg.append(node.g);
    }
    if (!laid.layered) svg.append(lines);
    if (!small) {
      const near = (id) => edges.forEach(({ line, ends }) => look(line, ends.includes(id) ? "edge near" : "edge"));
      svg.addEventListener("pointerover", (event) => near(event.target.closest(".node")?.dataset.asset));
      svg.addEventListener("pointerleave", () => near(null));
      svg.addEventListener("click", (event) => { const node = event.target.closest(".node"); if (node) decideDialog("asset", node.dataset.asset); });
      put(part.how, laid.layered ? "From left to right: what others need, then what needs it. Press an asset for more." : "In each box, what others need comes first. Press an asset for more.");
    }
    frame.replaceChildren(svg);
  }
  const at = new Map();
  for (const it of view.incidents) at.set(it.asset_id, [...(at.get(it.asset_id) ?? []), it.hidden ? "hidden" : it.label]);
  for (const asset of view.assets) {
    const node = drawing.nodes.get(asset.id);
    const level = levelOf(asset);
    look(node.g, `node ${level}${node.plate ? " small" : ""}`);
    look(node.strip, `tint-${level}`);
    node.mark.setAttribute("d", MARKS[level]);
    put(node.share, shareOf(asset));
    const incidents = at.get(asset.id) ?? [];
    if (node.badge) put(node.badge, incidents.length > 1 ? `${incidents[0]} +${incidents.length - 1}` : incidents[0] ?? (asset.fallback === "active" ? "fallback" : ""));
    put(node.title, `${asset.name} (${asset.owner}): ${LEVELS[level]}${level === "reduced" ? `, ${shareOf(asset)}` : ""}${asset.fallback === "active" ? ", on its fallback" : ""}${incidents.length ? `; ${list(incidents)}` : ""}`);
  }
  drawing.svg.setAttribute("aria-label", `${count(view.assets.length, "asset", "assets")}: ${list(tally())}.${small ? "" : " The list below says the same."}`);
}

function tally() {
  const numbers = Object.fromEntries(LEVEL_ORDER.map((level) => [level, view.assets.filter((it) => levelOf(it) === level).length]));
  return LEVEL_ORDER.filter((level) => numbers[level]).map((level) => `${numbers[level]} ${LEVELS[level]}`);
}

// Draws the map for the frame that it has now.
function fit() { if (view && panels.has("map")) drawMap(panels.get("map").part); }
window.addEventListener("resize", () => { fit(); if (panels.has("headlines")) render(); });

PANELS.map = {
  title: "Infrastructure",
  make(panel) {
    const still = view.role === "screen";
    if (!still) {
      const resize = (by) => () => { zoom = by === null ? 1 : Math.min(2.5, Math.max(0.3, zoom * by)); fit(); };
      const wide = h("button", { type: "button", class: "only-wide", "aria-pressed": "false", text: "Whole width" });
      wide.addEventListener("click", () => { wide.setAttribute("aria-pressed", String(document.body.classList.toggle("wide"))); fit(); });
      const head = h("div", { class: "head" });
      head.append(panel.firstChild, h("div", { class: "row" },
        h("button", { type: "button", "aria-label": "Smaller map", text: "−", onclick: resize(0.8) }),
        h("button", { type: "button", "aria-label": "Larger map", text: "+", onclick: resize(1.25) }),
        h("button", { type: "button", text: "Fit", "aria-label": "Fit the map", onclick: resize(null) }), wide));
      panel.append(head);
    }
    const key = h("ul", { class: "key-row" }, ...LEVEL_ORDER.map((level) => h("li", {},
      s("svg", { width: 22, height: 22, viewBox: "-11 -11 22 22", "aria-hidden": "true" }, s("rect", { class: `tint-${level}`, x: -10, y: -10, width: 20, height: 20, rx: 3 }), s("path", { class: "mark", d: MARKS[level] })), LEVELS[level])));
    panel.append(h("div", { class: "map", "data-part": "frame", tabindex: still ? null : 0, role: "group", "aria-label": "Map" }));
    if (still) panel.append(h("p", { class: "small", "data-part": "worst" }));
    else {
      panel.append(key, h("p", { class: "soft small", "data-part": "how" }),
        h("details", {}, h("summary", { text: "The same as a list" }), h("ul", { class: "list", "data-part": "list" })));
    }
  },
  update(part) {
    drawMap(part);
    const sorted = [...view.assets].sort((a, b) => LEVEL_ORDER.indexOf(levelOf(a)) - LEVEL_ORDER.indexOf(levelOf(b)));
    if (part.worst) {
      const low = sorted.filter((it) => levelOf(it) !== "full").sort((a, b) => b.criticality * (1 - b.level) - a.criticality * (1 - a.level));
      const some = low.slice(0, 6).map((it) => `${it.name} ${shareOf(it)}`);
      put(part.worst, low.length ? `${some.join(" · ")}${low.length > 6 ? ` · and ${low.length - 6} more` : ""}` : "All in full service.");
      return;
    }
    keyed(part.list, sorted, (it) => it.id, (it) => h("li", {}, h("button", { type: "button", onclick: () => decideDialog("asset", it.id) })),
      (node, it) => put(node.firstChild, `${it.name}: ${levelOf(it) === "full" ? "full" : levelOf(it) === "reduced" ? shareOf(it) : LEVELS[levelOf(it)]}${it.fallback === "active" ? ", on its fallback" : ""}`));
  },
};

// ---- Dialogs -------------------------------------------------------------------------------

const cancel = (close, text = "Cancel") => h("button", { type: "button", text, onclick: close });

function openDialog(heading, make) {
  const dialog = $("dialog");
  const body = h("div", {});
  const from = document.activeElement;
  const home = from?.closest?.("[data-home]") ?? from?.closest?.(".panel")?.querySelector("h2");
  dialog.refresh = null;
  dialog.replaceChildren(h("h2", { id: "dialog-title", text: heading }), body);
  make(body, () => dialog.close());
  dialog.onclose = () => {
    dialog.refresh = null;
    dialog.replaceChildren();
    const place = [from, home].find((it) => it?.isConnected && it !== document.body && it.checkVisibility?.() !== false);
    place?.focus({ preventScroll: true });
  };
  if (!dialog.open) dialog.showModal();
  enable();
}

// What can be decided on something: words, a hint, and the order.
function orders(kind, it) {
  const all = [];
  const add = (text, hint, order, more) => all.push({ text, hint, order, more });
  const simple = (text, hint, order) => add(text, hint, () => order);
  if (kind === "incident") {
    const incident = it.id;
    if (it.state === "withheld") simple("Ask for help again", "Teams are asked as the rules say.", { do: "request", incident });
    if (it.state === "waiting" || it.state === "unanswered") {
      for (const { team, agreed } of it.teams) {
        const now = view.teams.find((other) => other.id === team);
        if (!now || now.lost) continue;
        const free = now.unlimited ? "as many as it takes" : `${now.free} free`;
        if (!agreed) simple(`Ask ${now.name} now`, `It may agree or refuse. ${capital(free)}.`, { do: "ask", incident, team });
        simple(`Send ${now.name}, and no other team`, `${agreed ? "It has agreed" : "It is asked, too"}. ${capital(free)}.`, { do: "send", incident, team });
      }
      if (it.state === "waiting") {
        simple("Put it first in the queues", "", { do: "first", incident });
        simple("Put it last in the queues", "", { do: "last", incident });
      }
      simple("Ask nobody for now", "Whoever has been asked is told to stay.", { do: "withhold", incident });
    }
  }
  if (kind === "team") {
    const team = it.id;
    const number = (value, max, label) => h("input", { type: "number", value, min: max > 1000 ? 0.5 : 1, max, step: max > 1000 ? "any" : 1, "aria-label": label });
    if (it.on_call) simple("Ask it by the rules again", "", { do: "by_rule", team });
    else simple("Ask it only by decision", "The rules no longer ask it by themselves.", { do: "on_call", team });
    if (!it.unlimited && it.free > 0 && view.sites.length) {
      const site = h("select", { "aria-label": "Site" });
      options(site, view.sites.map((to) => [to.id, to.name]));
      const stay = number(12, 10_000, "Hours");
      add("Send its free experts ahead", "They stay there unless they are needed elsewhere.", () => ({ do: "send_ahead", team, site: site.value, hours: Number(stay.value) }), ["to", site, "for", stay, "hours"]);
    }
    if (!it.unlimited) {
      const experts = number(1, 999, "Experts");
      add("Call in experts who are off duty", "They serve until the end.", () => ({ do: "call_in", team, experts: Math.trunc(Number(experts.value)) }), [experts, "experts"]);
    }
    if (it.duty) {
      const stay = number(6, 10_000, "Hours");
      add("Hold the change of duty", "Those on duty stay on.", () => ({ do: "hold_changeover", team, hours: Number(stay.value) }), ["for", stay, "hours"]);
      simple("Change duty now", "", { do: "advance_changeover", team });
    }
  }
  if (kind === "asset") {
    const asset = it.id;
    if (it.off) simple("Switch it on", "", { do: "switch_on", asset });
    else simple("Switch it off", "It serves nobody, and can't be attacked.", { do: "switch_off", asset });
    if (it.fallback === "ready") simple("Use its fallback", "It takes over as soon as it is needed.", { do: "invoke", asset });
    if (it.fallback !== "none") simple("End its fallback", "It is not used until you say so again.", { do: "end_fallback", asset });
  }
  return all;
}

const subject = (kind, id) => view[`${kind}s`].find((it) => it.id === id);

// Facts on what is decided on.
function facts(kind, it) {
  const pair = (name, text) => (text ? [h("dt", { text: name }), h("dd", { text })] : []);
  if (kind === "incident") {
    return [...pair("Where", it.asset), ...pair("State", capital(STATES[it.state] ?? it.state)), ...pair("Stage", it.stage), ...pair("Team", it.team), ...pair("Detected", when(it.detected))];
  }
  if (kind === "team") {
    return [...pair("People", it.unlimited ? "as many as it takes" : `${it.free} free, ${it.busy} sent or at work, ${it.present} present`), ...pair("Duty", it.duty && capital(plain(it.duty))), ...pair("Asked", it.on_call ? "only by decision" : "by the rules")];
  }
  const says = (id) => { const other = subject("asset", id); return other ? `${other.name} (${shareOf(other)})` : id; };
  const users = view.assets.filter((other) => other.needs.includes(it.id)).map((other) => says(other.id));
  const here = view.incidents.filter((incident) => incident.asset_id === it.id).map(title);
  return [...pair("Service", it.off ? "switched off" : shareOf(it)), ...pair("Owner", it.owner), ...pair("Kind", it.kind.replaceAll("_", " ")),
    ...pair("Fallback", { ready: "ready", active: "in use" }[it.fallback]), ...pair("Needs", it.needs.map(says).join(", ")), ...pair("Needed by", users.join(", ")), ...pair("Incidents", here.join("; "))];
}

function decideDialog(kind, id) {
  const it = subject(kind, id);
  if (!it) return;
  openDialog(kind === "incident" ? title(it) : it.name, (body, close) => {
    const about = h("dl", { class: "pair" }, ...facts(kind, it));
    const changed = h("p", { class: "tag warn", role: "status", hidden: true });
    body.append(about, changed);
    const before = JSON.stringify(it);
    $("dialog").refresh = () => {
      const now = subject(kind, id);
      if (JSON.stringify(now) === before) return;
      about.replaceChildren(...(now ? facts(kind, now) : []));
      say(changed, now ? "This has changed since you opened it." : "This is over.");
    };
    const choices = decides() && !over() ? orders(kind, it) : [];
    if (choices.length === 0) {
      body.append(h("div", { class: "row actions" }, cancel(close, "Close")));
      return;
    }
    const outlook = h("div", { role: "status" });
    const set = h("fieldset", {}, h("legend", { text: "Decision" }), ...choices.map((choice, at) => {
      const radio = h("input", { type: "radio", name: "order", id: `order-${at}`, value: String(at) });
      const more = choice.more && h("div", { class: "more" }, ...choice.more);
      more?.addEventListener("focusin", () => { radio.checked = true; });
      return h("div", { class: "choice" }, radio, h("label", { for: `order-${at}` }, choice.text, choice.hint ? h("span", { class: "hint", text: choice.hint }) : null), more ?? null);
    }));
    set.addEventListener("change", () => outlook.replaceChildren());
    const why = h("textarea", { rows: 2, maxlength: 4000 });
    const place = h("div", {});
    const chosen = () => {
      const choice = choices[set.querySelector("[name=order]:checked")?.value];
      const wrong = choice && [...set.querySelector(":checked").closest(".choice").querySelectorAll("input[type=number]")].find((input) => !input.checkValidity() || input.value === "");
      tell(place, !choice ? "Choose a decision first." : wrong ? `${wrong.getAttribute("aria-label")}: write a number from ${wrong.min} to ${wrong.max}.` : "");
      (wrong ?? (!choice && set.querySelector("input")))?.focus?.();
      return choice && !wrong ? choice.order() : null;
    };
    const decide = actButton("Decide", (button) => {
      const order = chosen();
      if (order) send(button, { act: "decide", order }, place, { why: why.value, done: close });
    }, { main: true });
    const whatIf = view.role === "facilitator" && actButton("What if?", async (button) => {
      const order = chosen();
      if (!order) return;
      button.busy = true;
      enable();
      outlook.replaceChildren(h("p", { class: "soft", text: "Playing the rest with and without it…" }));
      const { answer, error } = await post("outlook", { order });
      button.busy = false;
      enable();
      outlook.replaceChildren();
      if (error) tell(place, error);
      else outlook.append(outlookTable(answer));
      outlook.scrollIntoView({ block: "nearest" });
    });
    body.append(set, field("Why (kept in the journal)", why), outlook, place, h("div", { class: "row actions" }, decide, whatIf || null, cancel(close)));
  });
}

function outlookTable({ histories, until, lines, response, sentence }) {
  const row = (what, without, withIt, more) => {
    // A few futures more or less say little.
    const clear = more && Math.abs(more) * 20 >= histories ? (more > 0 ? " better" : " worse") : "";
    return h("tr", {}, h("th", { scope: "row", text: what }), h("td", { class: "number", text: without }), h("td", { class: `number${clear}`, text: more ? `${withIt} (${more > 0 ? "+" : "−"}${Math.abs(more)})` : withIt }));
  };
  const time = (n) => (n === null || n === undefined ? "none" : hours(n));
  const between = response && Number.isFinite(response.low) && Number.isFinite(response.high) ? ` (95 % interval ${hours(response.low)} to ${hours(response.high)})` : "";
  return h("div", { class: "outlook" },
    h("p", {}, h("strong", { text: sentence })),
    h("table", {}, h("thead", {}, h("tr", {}, h("th", { scope: "col", text: `In ${histories} futures${until ? `, up to ${when(until)}` : ""}` }), h("th", { scope: "col", class: "number", text: "without" }), h("th", { scope: "col", class: "number", text: "with" }))),
      h("tbody", {}, ...lines.map((it) => row(it.what, String(it.without), String(it.with), it.with - it.without)),
        response ? row("Mean response to grave incidents", time(response.without), time(response.with), 0) : null)),
    response ? h("p", { class: "small", text: `Difference in response: ${hours(response.difference)}${between}.` }) : null);
}

function releaseDialog(id) {
  const it = subject("inject", id);
  openDialog(`Release ${injectName(id)} now?`, (body, close) => {
    const why = h("textarea", { rows: 2, maxlength: 4000 });
    const release = actButton("Release now", (button) => send(button, { act: "inject", step: "release", inject: id }, body, { why: why.value, done: close }), { main: true });
    body.append(h("p", { class: "message", text: it.message || "No message to the players: something begins." }),
      h("p", { class: "soft", text: `For ${it.audience || "all"}. What has been told can't be taken back.` }), field("Why (kept in the journal)", why), h("div", { class: "row actions" }, release, cancel(close)));
  });
}

function editDialog(id) {
  openDialog(`Edit ${injectName(id)}`, (body, close) => {
    const text = h("textarea", { rows: 6, maxlength: 4000 });
    text.value = subject("inject", id).message;
    const save = actButton("Save", (button) => send(button, { act: "inject", step: "edit", inject: id, message: text.value.trim() }, body, { done: close }), { main: true });
    body.append(field("What the players are told", text), h("div", { class: "row actions" }, save, cancel(close)));
  });
}

function addDialog() {
  openDialog("Add an inject of your own", (body, close) => {
    let number = 1;
    while (view.injects.some((it) => it.id === `own-${number}`)) number += 1;
    const id = h("input", { value: `own-${number}`, maxlength: 40 });
    const message = h("textarea", { rows: 4, maxlength: 4000 });
    const audience = h("input", { maxlength: 200 });
    const [kind, asset, severity] = [h("select"), h("select"), h("select")];
    options(kind, [["", "No incident"], ...view.kinds.map((it) => [it.id, it.name])]);
    options(asset, view.assets.map((it) => [it.id, it.name]));
    options(severity, [["", "Drawn"], ...SEVERITIES.map((it) => [it, capital(it)])]);
    const more = h("div", { hidden: true }, field("At", asset), field("Severity", severity));
    kind.addEventListener("change", () => { more.hidden = !kind.value; });
    const place = h("div", {});
    const add = actButton("Add: it happens now", (button) => {
      if (!message.value.trim() && !kind.value) { tell(place, "Write a message, or choose an incident."); message.focus(); return; }
      const act = { act: "inject", step: "add", inject: id.value.trim(), message: message.value.trim(), audience: audience.value.trim() };
      if (kind.value) act.incident = { kind: kind.value, asset: asset.value, ...(severity.value ? { severity: severity.value } : {}) };
      send(button, act, place, { done: close });
    }, { main: true });
    body.append(field("What the players are told", message), field("For whom (empty: all)", audience), field("An incident that begins", kind), more, field("Its id", id), place, h("div", { class: "row actions" }, add, cancel(close)));
  });
}

follow();
