// Many pages that follow one board: how soon they see what was done, what becomes of one too many,
// and how soon a step over a day is answered. What is wrong is printed, a line each; exit 1 if
// anything is.
//
//   node followers.mjs PROGRAM
//
// The figures are printed. On a busy machine and in a debug build they are worse than what the
// program promises (250 ms and 100 ms), so only what is far beyond is a fault. STRICT=1 holds it to
// its promise.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { Board, follow, freePort, sleep, until } from "./server.mjs";

const [program] = process.argv.slice(2);
if (!program) throw new Error("usage: followers.mjs PROGRAM");
const strict = process.env.STRICT === "1";
const [SEEN_WITHIN, DAY_WITHIN] = strict ? [250, 100] : [1_000, 2_000];
const [FOLLOWERS, MOST, ACTS] = [200, 400, 20];
const DAY = 86_400_000;

let faults = 0;
const expect = (is, ...said) => { if (!is) { faults += 1; console.log(said.join(" ")); } };
const share = (all, part) => [...all].sort((a, b) => a - b)[Math.min(all.length - 1, Math.floor(all.length * part))];
const ms = (n) => `${n.toFixed(0)} ms`;

const folder = await mkdtemp(path.join(tmpdir(), "sortie-followers-"));
const boards = [];
async function open(name, ...first) {
  const board = new Board(program, folder, await freePort(), first, `${name}.journal`);
  boards.push(board);
  return board.start();
}

// Notes when each mark in the whole events of a stream is first seen.
function watch() {
  const seen = new Map();
  let rest = "";
  return {
    seen,
    hear(piece) {
      rest += piece;
      const whole = rest.lastIndexOf("\n\n");
      if (whole < 0) return;
      const now = performance.now();
      for (const [mark] of rest.slice(0, whole).matchAll(/mark-\d+-/g)) if (!seen.has(mark)) seen.set(mark, now);
      rest = rest.slice(whole + 2);
    },
  };
}

async function followed() {
  const board = await open("followed", "election-night", "--history", "0", "--from", "vote.day + 16h", "--to", "vote.day + 32h");
  const seats = [...board.seats.keys()];
  const add = async (number) => {
    const watcher = watch();
    const stream = await follow(`${board.address(seats[number % seats.length])}events`, watcher.hear);
    return { ...watcher, stream };
  };
  const all = [];
  while (all.length < FOLLOWERS) all.push(await add(all.length));
  expect(all.every((it) => it.stream.status === 200), "not all of", FOLLOWERS, "followers are let in");

  const [answers, waits, whole] = [[], [], []];
  for (let number = 0; number < ACTS; number += 1) {
    const mark = `mark-${number}-`;
    const order = { do: number % 2 ? "switch_on" : "switch_off", asset: "mail" };
    const sent = performance.now();
    const { status, text } = await board.act("facilitator", { act: "decide", order }, { key: mark, who: "Ada", why: mark });
    const acknowledged = performance.now();
    expect(status === 200, "act", number, "is refused:", status, text);
    answers.push(acknowledged - sent);
    await until(`${mark} at all followers`, () => all.every((it) => it.seen.has(mark)), 30_000).catch((error) => expect(false, error.message));
    // Whoever sees it before it is acknowledged has not waited.
    waits.push(...all.map((it) => Math.max(0, (it.seen.get(mark) ?? Infinity) - acknowledged)));
    whole.push(...all.map((it) => (it.seen.get(mark) ?? Infinity) - sent));
  }
  console.log(`${FOLLOWERS} followers, ${ACTS} acts: seen ${ms(share(whole, 0.5))} after they were sent (median), ${ms(share(whole, 0.95))} (95 of 100), ${ms(Math.max(...whole))} (all); ${ms(share(waits, 0.95))} after they were acknowledged (95 of 100), which takes ${ms(share(answers, 0.5))} (median)`);
  expect(share(whole, 0.95) < SEEN_WITHIN, "95 of 100 followers see an act after", ms(share(whole, 0.95)), "and not within", ms(SEEN_WITHIN));

  while (all.length < MOST) all.push(await add(all.length));
  expect(all.every((it) => it.stream.status === 200), "not all of", MOST, "followers are let in");
  const surplus = await board.ask("player", "events");
  expect(surplus.status === 503 && /pages follow already/.test(surplus.text), "one follower too many gets", surplus.status, surplus.text.slice(0, 200));
  expect((await board.ask("player", "state")).status === 200, "with all places taken, the board does not answer");
  all.pop().stream.close();
  const late = await until("the place of one who left", async () => { const it = await add(0); return it.stream.status === 200 && it; }, 10_000);
  all.push(late);
  for (const it of all) it.stream.close();
  await sleep(200);
  expect((await board.state("facilitator")).view.acts.length === ACTS, "once all have left, the board has not all acts");
  await until("places for others once all have left", async () => {
    const some = await Promise.all(Array.from({ length: 20 }, (_, at) => add(at)));
    some.forEach((it) => it.stream.close());
    return some.every((it) => it.stream.status === 200);
  }, 10_000);
  await board.kill();
}

// While the clock runs fast and the facilitator asks what may come, what happens is shown when it
// happens, and whoever opens a page gets the time that it is.
async function punctual() {
  const speed = 720;
  const board = await open("punctual", "election-night", "--history", "0", "--from", "vote.day + 18h", "--to", "vote.day + 32h");
  await board.act("facilitator", { act: "clock", to: "run", speed });
  const began = performance.now();
  const { clock: first } = await board.state("facilitator");
  let over = false;
  const asking = (async () => {
    const question = { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ order: { do: "switch_off", asset: "mail" } }) };
    while (!over) await board.ask("facilitator", "outlook", question);
  })();
  let [late, behind] = [[0, ""], 0];
  while (performance.now() - began < 20_000) {
    await sleep(100);
    const { clock, view } = await board.state("facilitator");
    const now = first.ms + (performance.now() - began) * speed;
    behind = Math.max(behind, (now - clock.ms) / speed);
    for (const it of view.injects) if (it.state === "planned" && (now - it.ms) / speed > late[0]) late = [(now - it.ms) / speed, it.id];
  }
  over = true;
  await asking;
  console.log(`at ×${speed} and with an outlook always under way: the clock is at most ${ms(behind)} behind, an inject at most ${ms(late[0])}`);
  expect(late[0] < 2_000, "inject", late[1], "is shown", ms(late[0]), "after its time: what happens while an outlook begins is not shown");
  expect(behind < 2_000, "a page that is opened gets a clock that is", ms(behind), "old");
  await board.kill();
}

async function day(scenario) {
  const board = await open(scenario, scenario, "--history", "0");
  const took = [];
  for (let number = 0; number < 3; number += 1) {
    const sent = performance.now();
    const { status, text } = await board.act("facilitator", { act: "clock", to: "step", by: DAY }, { key: `step-${number}` });
    if (status === 409) break;
    expect(status === 200, scenario, "a step over a day is refused:", status, text);
    took.push(performance.now() - sent);
  }
  console.log(`${scenario}: a step over a day is answered after ${took.map(ms).join(", ")}`);
  expect(took.length > 0 && Math.max(...took) < DAY_WITHIN, scenario, "a step over a day is not answered within", ms(DAY_WITHIN));
  await board.kill();
}

try {
  await followed();
  await punctual();
  await day("election-night");
  await day("lithuania-2019");
} catch (error) {
  expect(false, String(error.stack ?? error));
} finally {
  for (const board of boards) await board.kill();
  await rm(folder, { recursive: true, force: true });
}
console.log(`followers: ${faults} faults`);
process.exit(faults === 0 ? 0 : 1);
