// Plays an exercise on the real board in a headless browser, as people would: a facilitator, two
// tables of players, an evaluator and the big screen, 25 steps through the pages' own buttons and
// dialogs. The server is killed twice on the way and goes on. After each step, all that the players
// and the screen were ever sent is searched for what they may not know yet. Then replay and debrief
// have to hold every step. What is wrong is printed, a line each; exit 1 if anything is.
//
//   node play.mjs PACKAGES BROWSER PROGRAM
//
// PACKAGES is the folder above node_modules. SHOTS names a folder for screenshots; KEEP=1 keeps the
// folder of the exercise.
import { mkdir, mkdtemp, readFile, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { Board, follow, freePort, request, run, sleep, until, upload } from "./server.mjs";

const [packages, executablePath, program] = process.argv.slice(2);
if (!program) throw new Error("usage: play.mjs PACKAGES BROWSER PROGRAM");
const require = createRequire(path.join(path.resolve(packages), "here.js"));
const { chromium } = require("playwright-core");
const { SHOTS: shots, KEEP: keep } = process.env;
if (shots) await mkdir(shots, { recursive: true });

let faults = 0;
function fault(where, ...said) {
  faults += 1;
  console.log(`${where}: ${said.join(" ")}`);
}
const expect = (where, is, ...said) => { if (!is) fault(where, ...said); };

const JOURNAL = "night.journal";
const folder = await mkdtemp(path.join(tmpdir(), "sortie-play-"));
const port = await freePort();
const board = new Board(program, folder, port, ["election-night", "--history", "0", "--from", "vote.day + 16h", "--to", "vote.day + 32h"], JOURNAL);
await board.start();

const args = ["--disable-dev-shm-usage", "--disable-gpu"];
if (process.getuid?.() === 0) args.push("--no-sandbox");
const browser = await chromium.launch({ executablePath, args });

// ---- Seats ---------------------------------------------------------------------------------

// What the console may say now: a browser notes each connection that is lost, and each refusal.
let allowed = [];
const LOST = ["ERR_CONNECTION_REFUSED", "ERR_INCOMPLETE_CHUNKED_ENCODING", "ERR_EMPTY_RESPONSE", "ERR_CONNECTION_RESET"];
// What was acknowledged: number, name, reason, act.
const acknowledged = [];

async function sit(seat, who) {
  const address = board.address(seat);
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, reducedMotion: "reduce" });
  context.setDefaultTimeout(15_000);
  const page = await context.newPage();
  const it = { seat, who, page, address, sent: "", audience: seat.split(" · ")[1] };
  page.on("console", (said) => { if (!allowed.some((words) => said.text().includes(words))) fault(seat, "console:", said.text()); });
  page.on("pageerror", (error) => fault(seat, "error:", String(error)));
  page.on("dialog", (dialog) => { fault(seat, "alert:", dialog.message()); dialog.dismiss(); });
  page.on("request", (asked) => { if (!asked.url().startsWith(address) && !asked.url().startsWith("data:")) fault(seat, "request:", asked.url()); });
  page.on("response", async (answer) => {
    const name = answer.url().slice(address.length);
    try {
      if (name === "state" || name === "outlook") it.sent += await answer.text();
      if (name !== "act" || !answer.ok()) return;
      const { number } = await answer.json();
      acknowledged.push({ number, seat, ...answer.request().postDataJSON() });
    } catch { /* the server was killed meanwhile: nobody has read this */ }
  });
  // What the browser itself gets on its stream.
  const inside = await context.newCDPSession(page);
  await inside.send("Network.enable");
  inside.on("Network.eventSourceMessageReceived", ({ data }) => { it.sent += data; });
  await page.goto(address, { waitUntil: "load" });
  await page.locator(".panel").first().waitFor({ state: "attached" });
  if (who) await page.getByLabel("Your name").fill(who);
  // The same stream once more, as it is on the wire, as long as the exercise goes on.
  (async () => {
    while (!it.left) {
      const stream = await follow(`${address}events`, (piece) => { it.sent += piece; }).catch(() => null);
      it.stream = stream;
      await stream?.ended;
      await sleep(100);
    }
  })();
  return it;
}

const facilitator = await sit("facilitator", "Ada Keeper");
const officials = await sit("player · electoral board", "Ona <b>Šarkė</b>");
const liaison = await sit("player · liaison", "Piet O'Neil");
const evaluator = await sit("evaluator", "Eve & Co");
const screen = await sit("screen");
const everybody = [facilitator, officials, liaison, evaluator, screen];
const kept = [officials, liaison, screen];

const press = (seat, name) => seat.page.getByRole("button", { name, exact: true }).click();
const shown = (seat, text) => seat.page.getByText(text).first().waitFor();
const dialogGone = (seat) => seat.page.locator("dialog").waitFor({ state: "hidden" });
const picture = async (seat, name) => { if (shots) await seat.page.screenshot({ path: path.join(shots, `play-${name}.png`) }); };
const view = async (seat = "facilitator") => (await board.state(seat)).view;

// Opens what can be decided on a team, an incident or an asset.
async function openDecision(seat, kind, name) {
  if (kind !== "asset") { await press(seat, `Decide on ${name}…`); return; }
  const list = seat.page.locator("#map details");
  if (!(await list.evaluate((it) => it.open))) await list.locator("summary").click();
  await list.getByRole("button", { name: new RegExp(`^${name}:`) }).click();
}

async function decide(seat, kind, name, choice, why, numbers = {}) {
  await openDecision(seat, kind, name);
  await seat.page.getByRole("radio", { name: choice }).check();
  for (const [label, value] of Object.entries(numbers)) {
    const field = seat.page.locator(`dialog .choice:has(:checked) [aria-label="${label}"]`);
    if (await field.evaluate((it) => it.tagName === "SELECT")) await field.selectOption({ label: value });
    else await field.fill(value);
  }
  await seat.page.locator("dialog").getByLabel("Why").fill(why);
  await press(seat, "Decide");
  await dialogGone(seat);
}

async function note(seat, text) {
  await seat.page.getByLabel("New note").fill(text);
  await press(seat, "Keep note");
  await seat.page.locator("#notes li", { hasText: text }).waitFor();
}

async function observe(inject, finding, rating, text) {
  await press(evaluator, `Observe ${inject}`);
  await evaluator.page.getByLabel("What you saw").fill(text);
  await evaluator.page.getByLabel(finding, { exact: true }).check();
  await evaluator.page.getByLabel("Rating").selectOption(rating);
  await press(evaluator, "Keep observation");
  await evaluator.page.locator("#observe .card", { hasText: text }).waitFor();
}

// The label of an incident at an asset once somebody has noticed it.
const noticed = (asset, within) => until(`an incident at ${asset} that is noticed`, async () => (await view()).incidents.find((it) => it.asset_id === asset && !it.hidden)?.label, within);

// ---- What must not be known ----------------------------------------------------------------

// Words that only the facilitator or the evaluator may know, whatever happens.
const secrets = ["SECRET-NOTE", "SECRET-SEEN"];
let searched = 0;
let hiddenOnes = 0;

const forms = (text) => [text, JSON.stringify(text).slice(1, -1), text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;")];

async function search(where) {
  await sleep(150);
  // First what was sent, then what is forbidden: what is hidden now was hidden before.
  const had = [];
  for (const seat of kept) had.push({ seat, text: `${await seat.page.content()}\n${await seat.page.evaluate(() => document.documentElement.textContent)}\n${seat.sent}` });
  const { injects, incidents } = await view();
  for (const { seat, text } of had) {
    const forbidden = [...secrets];
    for (const it of injects) {
      const mine = it.audience === "" || it.audience === "all" || !seat.audience || it.audience.split(/[,;]/).some((name) => name.trim() === seat.audience);
      if (it.state !== "happened" || !mine) forbidden.push(it.message);
      // One that the facilitator adds is named by its message.
      forbidden.push(...[it.name, it.expect, it.note].filter((words) => words !== it.message));
    }
    for (const it of incidents) if (it.hidden) { hiddenOnes += 1; forbidden.push(it.id); }
    for (const words of forbidden.filter(Boolean)) {
      searched += 1;
      expect(where, !forms(words).some((form) => text.includes(form)), seat.seat, "was sent what it may not know:", words);
    }
  }
}

// ---- Steps ---------------------------------------------------------------------------------

let steps = 0;
async function step(what, does) {
  steps += 1;
  const where = `step ${steps}, ${what}`;
  const before = acknowledged.length;
  try {
    await does(where);
    await until("its acknowledgement", () => acknowledged.length > before, 5_000);
  } catch (error) {
    fault(where, String(error).split("\n").slice(0, 3).join(" "));
    await picture(facilitator, `fault-${steps}`);
    for (const { page } of everybody) await page.keyboard.press("Escape");
  }
  await search(where);
}

// Nothing acknowledged is missing: neither in what the facilitator sees nor in the journal.
function same(where, one, other) {
  expect(where, other, `entry ${one.number} (${JSON.stringify(one.act)}) is missing`);
  if (!other) return;
  for (const [name, value] of Object.entries(one.act)) expect(where, JSON.stringify(other[name]) === JSON.stringify(value), `entry ${one.number}: ${name} was ${JSON.stringify(value)} and is ${JSON.stringify(other[name])}`);
  expect(where, (other.why ?? "") === one.why, `entry ${one.number}: why was ${one.why} and is ${other.why}`);
  expect(where, (other.who ?? "").startsWith(one.who), `entry ${one.number}: who was ${one.who} and is ${other.who}`);
}

async function killAndGoOn(where) {
  const before = await board.state("facilitator").catch(() => null);
  const last = acknowledged.filter(({ act }) => act.act === "note" || act.act === "observe").at(-1);
  const addresses = JSON.stringify([...board.seats]);
  allowed = LOST;
  await board.kill();
  for (const { page, seat } of everybody) {
    await page.getByText("No connection to the board since").waitFor().catch(() => fault(where, seat, "does not say that the connection is lost"));
  }
  await picture(officials, `lost-${steps}`);
  await board.start(true);
  expect(where, JSON.stringify([...board.seats]) === addresses, "seats have other addresses after the crash");
  for (const { page, seat } of everybody) {
    await page.locator("#lost").waitFor({ state: "hidden", timeout: 30_000 }).catch(() => fault(where, seat, "does not come back by itself"));
  }
  await sleep(300);
  allowed = [];
  const { view: now, clock } = await board.state("facilitator");
  for (const one of acknowledged) same(where, one, now.acts.find((it) => it.number === one.number));
  expect(where, clock.speed === null, "the clock runs by itself after a crash");
  if (before) expect(where, clock.ms <= before.clock.ms + 60_000 * 1440, "the clock has gone ahead in a crash");
  // A click whose answer was lost is sent again, and counts once.
  const { seat, key, who, why, act, number } = last;
  const again = await board.act(seat, act, { key, who, why });
  expect(where, again.status === 200 && JSON.parse(again.text).number === number, `the click of entry ${number}, sent again after the crash, gets ${again.status} ${again.text} and not its number`);
  return clock;
}

// Refusals below the page: what no button sends.
async function refusals() {
  const where = "refusals";
  const token = new URL(facilitator.address).pathname.split("/")[1];
  const state = `/${token}/state`;
  const acts = (await view()).acts.length;
  const json = { "Content-Type": "application/json" };
  const post = (seat, act, headers = {}) => board.act(seat, act, { key: Math.random().toString(36) }, headers);
  const pause = { act: "clock", to: "pause" };
  const told = { act: "note", text: "never kept" };
  const cases = [
    ["a wrong token", 404, () => request(port, `/${"0".repeat(32)}/state`)],
    ["a wrong token on the stream", 404, () => request(port, `/${"0".repeat(32)}/events`)],
    ["an act with a wrong token", 404, () => request(port, `/${"0".repeat(32)}/act`, { method: "POST", headers: json, body: JSON.stringify({ act: told }) })],
    ["no token", 404, () => request(port, "/")],
    ["a part of a token", 404, () => request(port, `/${token.slice(0, 31)}/state`)],
    ["a foreign host", 421, () => request(port, state, { headers: { Host: "evil.example" } })],
    ["a foreign host at this port", 421, () => request(port, state, { headers: { Host: `evil.example:${port}` } })],
    ["a foreign origin", 403, () => post("facilitator", told, { Origin: "http://evil.example" })],
    ["an origin at another port", 403, () => post("facilitator", told, { Origin: "http://127.0.0.1:1" })],
    ["an origin that is hidden", 403, () => post("facilitator", told, { Origin: "null" })],
    ["a page of another site", 403, () => post("facilitator", told, { "Sec-Fetch-Site": "cross-site" })],
    ["a player at the clock", 403, () => post(officials.seat, pause)],
    ["a player at the script", 403, () => post(officials.seat, { act: "inject", step: "release", inject: "m8" })],
    ["a player who asks for the outlook", 403, () => board.ask(liaison.seat, "outlook", { method: "POST", headers: json, body: JSON.stringify({ order: { do: "switch_off", asset: "mail" } }) })],
    ["an evaluator who decides", 403, () => post("evaluator", { act: "decide", order: { do: "switch_off", asset: "mail" } })],
    ["a screen that notes", 403, () => post("screen", told)],
    ["a tick, which is the server's own", [400, 403, 409, 422], () => post("facilitator", { act: "tick" })],
    ["broken JSON", 400, () => board.ask("facilitator", "act", { method: "POST", headers: json, body: "{\"act\":" })],
    ["JSON that is no act", 400, () => post("facilitator", { act: "dance" })],
    ["deep JSON", 400, () => board.ask("facilitator", "act", { method: "POST", headers: json, body: "[".repeat(50_000) })],
    ["no JSON", 415, () => board.ask("facilitator", "act", { method: "POST", headers: { "Content-Type": "text/plain" }, body: JSON.stringify({ act: told }) })],
    ["a path upwards", 404, () => request(port, `/${token}/../../etc/passwd`)],
    ["a path upwards to a page", 404, () => request(port, `/x/../${token}/state`)],
    ["a path upwards in disguise", 404, () => request(port, `/${token}/..%2f..%2fetc%2fpasswd`)],
    ["a path upwards in deeper disguise", 404, () => request(port, `/%2e%2e/${token}/state`)],
    ["the journal by its name", 404, () => request(port, `/${token}/${JOURNAL}`)],
    ["a method that nobody knows", 405, () => request(port, state, { method: "DELETE" })],
    ["a stale page", 409, () => post("facilitator", { act: "inject", step: "edit", inject: "m1", message: "Something else." })],
    ["a stale page that releases", 409, () => post("facilitator", { act: "inject", step: "release", inject: "m1" })],
    ["an inject that is not there", 422, () => post("facilitator", { act: "inject", step: "hold", inject: "../m2" })],
    ["an asset that is not there", 422, () => post(officials.seat, { act: "decide", order: { do: "switch_off", asset: "../../etc/passwd" } })],
    ["a clock that goes back", 409, () => post("facilitator", { act: "clock", to: "step", by: -3_600_000 })],
    ["a clock of no speed", 422, () => post("facilitator", { act: "clock", to: "run", speed: 0 })],
    ["100 MB", 413, () => upload(port, `/${token}/act`, "Content-Length: 104857600")],
    ["100 MB without saying so", 413, () => upload(port, `/${token}/act`, "Transfer-Encoding: chunked")],
  ];
  for (const [what, wanted, ask] of cases) {
    try {
      const { status, headers, text } = await ask();
      expect(where, [wanted].flat().includes(status), `${what} gets ${status} and not ${wanted}: ${text.slice(0, 120)}`);
      let said = null;
      try { said = JSON.parse(text).error; } catch { /* said below */ }
      expect(where, status === 200 || status === 405 || typeof said === "string" && said.length > 10, `${what} gets no sentence, but: ${text.slice(0, 120)}`);
      expect(where, /default-src 'none'/.test(headers["content-security-policy"] ?? ""), `${what} gets an answer without a policy for content`);
      expect(where, !text.includes("root:"), `${what} gets a file of the machine`);
    } catch (error) { fault(where, `${what}: ${error.message}`); }
  }
  const hidden = (await view()).incidents.find((it) => it.hidden);
  if (hidden) {
    const { status, text } = await post(officials.seat, { act: "decide", order: { do: "withhold", incident: hidden.id } });
    expect(where, status === 409 || status === 422, `a decision on what nobody has noticed gets ${status} ${text}`);
  }
  // Two programs never play one journal.
  const second = await run(path.resolve(program), ["play", "--resume", JOURNAL, "--listen", `127.0.0.1:${await freePort()}`], folder);
  expect(where, second.code !== 0 && /another process/.test(second.err), `a second program on the journal ends with ${second.code}: ${second.err}`);
  expect(where, (await view()).acts.length === acts, "something that was refused has been kept");
  await search(where);
}

// The sentence of a refusal stands beside the control, and nothing is kept.
async function refusedByPage() {
  const where = "a refused act";
  allowed = ["status of 409", "status of 422"];
  await openDecision(liaison, "team", "Shared rapid response team");
  await liaison.page.getByRole("spinbutton", { name: "Experts" }).fill("900");
  await press(liaison, "Decide");
  await liaison.page.locator("dialog .error", { hasText: "This team has not so many experts" }).waitFor().catch(() => fault(where, "no sentence says why"));
  await picture(liaison, "refused");
  await liaison.page.keyboard.press("Escape");
  await dialogGone(liaison);
  allowed = [];
  await search(where);
}

const FALSE_MESSAGE = "A mail in the board's name";
const SUPPLIER = "The supplier of the register asks";

async function play() {
  await search("before");
  await step("to the next event", async () => {
    await press(facilitator, "To the next event");
    await shown(officials, SUPPLIER);
  });
  expect("audiences", !(await liaison.page.content()).includes(SUPPLIER), "the liaison reads what is for the electoral board");
  await step("a note of a player", () => note(officials, "We refuse the correction: \"no change\" on election day."));
  await step("another wording", async () => {
    await press(facilitator, "Edit… m4");
    await facilitator.page.getByLabel("What the players are told").fill("Nine districts call & ask: <who> may extend the hours?");
    await press(facilitator, "Save");
    await dialogGone(facilitator);
  });
  await step("hold", async () => { await press(facilitator, "Hold m6"); await facilitator.page.getByRole("button", { name: "Resume m6" }).waitFor(); });
  await refusedByPage();
  await step("a team only by decision", () => decide(officials, "team", "Night shift of the data centre", /^Ask it only by decision/, "The night shift keeps the count alive"));
  await step("another team only by decision", () => decide(facilitator, "team", "National CERT", /^Ask it only by decision/, "The room said so, the facilitator clicks"));
  await step("release", async () => {
    await press(facilitator, "Release… m3");
    await facilitator.page.locator("dialog").getByLabel("Why").fill("The table was quick");
    await press(facilitator, "Release now");
    await dialogGone(facilitator);
  });
  await step("a note, and the server is killed", async (where) => {
    const { length } = acknowledged;
    await liaison.page.getByLabel("New note").fill("The shared team needs half a day: ask early.");
    await press(liaison, "Keep note");
    await until("the answer", () => acknowledged.length > length);
    await killAndGoOn(where);
    for (const seat of [facilitator, liaison]) await seat.page.locator("#log .done, #notes li").filter({ hasText: "half a day: ask early" }).first().waitFor();
  });
  let fire;
  await step("run", async () => {
    await facilitator.page.getByLabel("Speed").selectOption("360");
    await press(facilitator, "Run");
    await shown(officials, "Runs at ×360");
    await refusals();
    fire = await noticed("register", 60_000);
  });
  await step("pause", async () => { await press(facilitator, "Pause"); await shown(screen, "Paused ·"); });
  await step("what goes first", () => decide(officials, "incident", fire, /^Put it first/, "Before all else"));
  await step("an outlook, then ask a team", async (where) => {
    await openDecision(facilitator, "incident", fire);
    await facilitator.page.getByRole("radio", { name: /^Ask National CERT now/ }).check();
    const began = performance.now();
    await press(facilitator, "What if?");
    await facilitator.page.locator(".outlook").waitFor({ timeout: 30_000 });
    console.log(`outlook after ${Math.round(performance.now() - began)} ms`);
    expect(where, /In 100 futures/.test(await facilitator.page.locator(".outlook").innerText()), "the outlook does not say of how many futures");
    await picture(facilitator, "outlook");
    await facilitator.page.keyboard.press("Escape");
    await dialogGone(facilitator);
    await decide(officials, "incident", fire, /^Ask National CERT now/, "Voters can't be looked up");
  });
  await step("send a team ahead", () => decide(liaison, "team", "Shared rapid response team", /^Send its free experts ahead/, "Better there before midnight", { Site: "Fenborough", Hours: "10" }));
  await step("an observation with a rating", () => observe("m3", "Strength", "s", "SECRET-SEEN They made the lists ready, and asked at once."));
  await step("skip", async () => { await press(facilitator, "Skip m7"); await facilitator.page.locator("#injects .card.skipped", { hasText: "m7" }).waitFor(); });
  await step("an inject of one's own with an incident", async () => {
    await press(facilitator, "Add your own…");
    await facilitator.page.getByLabel("What the players are told").fill("The broadcaster's site stutters; the press office is asked why.");
    await facilitator.page.getByLabel("For whom").fill("press office");
    await facilitator.page.getByLabel("An incident that begins").selectOption({ label: "Flood of requests" });
    await facilitator.page.getByLabel("At", { exact: true }).selectOption({ label: "Public broadcaster" });
    await facilitator.page.getByLabel("Severity").selectOption("high");
    await press(facilitator, "Add: it happens now");
    await dialogGone(facilitator);
    await shown(screen, "The broadcaster's site stutters");
  });
  await step("people who are then away", () => decide(facilitator, "team", "National CERT", /^Send its free experts ahead/, "The districts may need them", { Site: "Northwick", Hours: "3" }));
  await step("an hour on", async () => {
    await press(facilitator, "1 h on");
    await shown(officials, "Nine districts call & ask: <who> may extend the hours?");
  });
  const flood = await noticed("broadcaster", 5_000);
  await step("a facilitator's decision", () => decide(facilitator, "incident", flood, /^Ask National CERT now/, "For the press table, which has no page"));
  await step("run, an observation, and the server is killed", async (where) => {
    const { length } = acknowledged;
    await facilitator.page.getByLabel("Speed").selectOption("60");
    await press(facilitator, "Run");
    await shown(evaluator, "Runs at ×60");
    await observe("m2", "To improve", "m", "SECRET-SEEN Nobody wrote down who leads.");
    await until("both answers", () => acknowledged.length === length + 2);
    const { at } = (await view()).acts.at(-1);
    const clock = await killAndGoOn(where);
    expect(where, clock.local.slice(0, 16).replace("T", " ") >= at, `the clock shows ${clock.local} after the crash, before the last act at ${at}`);
    await shown(officials, "Paused ·");
  });
  await step("release what was held", async () => {
    await press(facilitator, "Release… m6");
    await facilitator.page.locator("dialog").getByLabel("Why").fill("Now that they are busy");
    await press(facilitator, "Release now");
    await dialogGone(facilitator);
    await shown(officials, FALSE_MESSAGE);
  });
  await step("switch off", () => decide(liaison, "asset", "Mail of the electoral board", /^Switch it off/, "Forged mail leaves from it"));
  await step("make a fallback ready", () => decide(officials, "asset", "Results site", /^Use its fallback/, "The still copy before the flood"));
  await step("a note of the facilitator", () => note(facilitator, "SECRET-NOTE The press table is late."));
  await step("the end", async () => {
    for (const seat of everybody) await picture(seat, seat.seat.replace(/\W+/g, "-"));
    await press(facilitator, "End…");
    await press(facilitator, "End the exercise");
    for (const seat of everybody) await shown(seat, "The exercise is over");
  });
  await step("a note after the end", () => note(officials, "Thank you all. Next time: a deputy for each table."));
  const late = await board.act(officials.seat, { act: "decide", order: { do: "switch_on", asset: "mail" } }, { key: "late" });
  expect("after the end", late.status === 409, `a decision after the end gets ${late.status} ${late.text}`);
}

// ---- After ---------------------------------------------------------------------------------

async function after() {
  const entries = (await readFile(path.join(folder, JOURNAL), "utf8")).trim().split("\n").slice(1).map((line) => JSON.parse(line.slice(line.indexOf(" "))));
  for (const one of acknowledged) same("journal", one, entries.find((it) => it.number === one.number));
  const numbers = entries.map((it) => it.number);
  expect("journal", numbers.every((number, at) => number === at + 1), "numbers of entries have gaps:", numbers.join(" "));
  const doubled = entries.filter((it, at) => entries.slice(0, at).some((other) => it.text && it.text === other.text));
  expect("journal", doubled.length === 0, "holds twice:", doubled.map((it) => it.text).join("; "));

  const replay = () => run(path.resolve(program), ["replay", JOURNAL, "--format", "jsonl"], folder);
  const [one, other] = [await replay(), await replay()];
  expect("replay", one.code === 0 && one.out.length > 1_000, "ends with", one.code, one.err);
  expect("replay", one.out.equals(other.out), "is not the same twice");

  for (const format of ["html", "md"]) {
    const file = path.join(folder, `debrief.${format}`);
    const { code, err } = await run(path.resolve(program), ["debrief", JOURNAL, "--format", format, "--futures", "20", "--histories", "40", "--out", file], folder);
    expect("debrief", code === 0, format, "ends with", code, err);
    if (code !== 0) continue;
    const lines = format === "html" ? await rows(file) : (await readFile(file, "utf8")).replace(/\\(.)/g, "$1").replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&").split("\n");
    for (const { number, who, why, act } of acknowledged) {
      const line = lines.find((it) => new RegExp(`^\\W*${number}\\W`).test(it) && it.includes(who) && it.includes("2027-10-1"));
      expect("debrief", line, format, `does not hold entry ${number} of ${who}: ${JSON.stringify(act)}`);
      for (const words of [why, act.text, act.message].filter(Boolean)) expect("debrief", line?.includes(words), format, `entry ${number} does not say: ${words}`);
    }
    for (const words of ["SECRET-SEEN They made the lists ready", "SECRET-SEEN Nobody wrote down"]) {
      expect("debrief", lines.filter((it) => it.includes(words)).length >= 2, format, "does not show the observation by its objective:", words);
    }
  }
}

// The rows of all tables of a page, as they are read.
async function rows(file) {
  const page = await browser.newPage();
  await page.goto(pathToFileURL(file).href);
  const found = await page.evaluate(() => [...document.querySelectorAll("tr")].map((row) => [...row.cells].map((cell) => cell.textContent.trim()).join(" | ")));
  if (shots) await page.screenshot({ path: path.join(shots, "play-debrief.png"), fullPage: true });
  await page.close();
  return found;
}

try {
  await play();
  for (const it of everybody) { it.left = true; it.stream?.close(); await it.page.context().close(); }
  await board.kill();
  await after();
  expect("search", hiddenOnes > 0 && kept.every((it) => it.sent.length > 100_000), "has seen no hidden incident, or too little of what was sent");
} catch (error) {
  fault("the exercise", String(error.stack ?? error));
} finally {
  for (const it of everybody) it.left = true;
  allowed = LOST;
  await board.kill();
  await browser.close();
  if (keep) console.log(`kept: ${folder}`);
  else await rm(folder, { recursive: true, force: true });
}
console.log(`${steps} steps, ${acknowledged.length} acts acknowledged, ${searched} searches in ${kept.reduce((sum, it) => sum + it.sent.length, 0) >> 10} KB: ${faults} faults`);
process.exit(faults === 0 && steps >= 25 ? 0 : 1);
