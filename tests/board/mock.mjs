// A stand-in for the server of the board: the three files of the page, and one evening that
// somebody wrote down (night.json), as each seat may see it. It knows no scenario and simulates
// nothing; acts move its clock, its injects and its list of acts, no more.
//
//   node mock.mjs [PORT] [ASSETS]      prints the address of each seat
import { createServer } from "node:http";
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";

const PAGE = new URL("../../src/board/page/", import.meta.url);
const FILES = { "": ["board.html", "text/html; charset=utf-8"], "board.css": ["board.css", "text/css"], "board.js": ["board.js", "text/javascript"] };
const POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; form-action 'none'; base-uri 'none'; frame-ancestors 'none'";
export const SEATS = ["facilitator", "player", "evaluator", "screen"];
const MAY = { player: ["decide", "note"], evaluator: ["observe", "note"], screen: [] };

function manyAssets(wanted) {
  const owners = Array.from({ length: 18 }, (_, at) => `Owner ${at + 1} of a part of the whole`);
  return Array.from({ length: wanted }, (_, at) => ({
    id: `a${at}`, name: `Asset ${at} with a name of its own`, owner: owners[(at * 7) % owners.length], kind: "server",
    level: at % 9 === 0 ? (at % 18 === 0 ? 0 : 0.4) : 1, criticality: 0.5, off: at % 41 === 40, fallback: "none",
    needs: at < 30 ? [] : [`a${(at * 13) % Math.floor(at / 2)}`, `a${(at * 5) % Math.floor(at / 3)}`],
  }));
}

// Serves on loopback. Gives the addresses of the seats, what was sent, and ways to end it.
export async function serve({ port = 0, assets = 0 } = {}) {
  const night = JSON.parse(await readFile(new URL("night.json", import.meta.url), "utf8"));
  const all = assets ? manyAssets(assets) : Object.entries(night.owners).flatMap(([owner, rows]) => rows.map(
    ([id, name, kind, needs, level, criticality, fallback = "none", off = false]) => ({ id, name, owner, kind, level, criticality, off, fallback, needs })));
  const state = { ms: night.now, speed: null, ended: false, read: performance.now(), revision: 1 };
  const followers = new Map();
  const sent = [];
  const answers = new Map();

  const local = (ms) => new Date(Date.parse(`${night.start}Z`) + ms).toISOString().slice(0, 19);
  const minute = (ms) => local(ms).slice(0, 16).replace("T", " ");
  const tick = () => {
    const now = performance.now();
    if (state.speed) state.ms = Math.min(night.to, state.ms + (now - state.read) * state.speed);
    state.read = now;
    let came = false;
    for (const it of night.injects) if (it.state === "planned" && it.ms <= state.ms) { it.state = "happened"; came = true; }
    return came;
  };
  const clock = () => ({ ms: Math.round(state.ms), local: local(state.ms), speed: state.speed, from: 0, to: night.to, ended: state.ended });

  function view(role) {
    const knows = role === "facilitator" || role === "evaluator";
    const told = night.injects.filter((it) => it.state === "happened" && it.message).map(({ name, objective, expect, note, ...it }) => it);
    const mine = { facilitator: () => true, player: (it) => it.act === "decide" || it.act === "note" && it.role === "player", evaluator: (it) => it.act !== "inject" && it.act !== "clock", screen: (it) => it.act === "decide" };
    return {
      role, title: night.title, zone: night.zone, phases: night.phases, assets: all,
      incidents: night.incidents.filter((it) => knows || !it.hidden), closed: night.closed, teams: night.teams, sites: night.sites,
      injects: knows ? night.injects : told, milestones: night.milestones, log: night.log.filter((it) => knows || it.event !== "occurred"),
      acts: night.acts.filter(mine[role]).map(({ role: by, ...it }) => it), objectives: knows ? night.objectives : [],
      ...(role === "facilitator" ? { kinds: night.kinds } : {}), ended: state.ended,
    };
  }
  const whole = (role) => ({ view: view(role), clock: clock(), revision: state.revision });
  const tell = (event, of) => followers.forEach((role, to) => to.write(`event: ${event}\ndata: ${JSON.stringify(of(role))}\n\n`));
  const changed = () => { state.revision += 1; tell("view", whole); };

  // Does an act, or says why not.
  function obey(role, { act, who, why }) {
    if (MAY[role] && !MAY[role].includes(act.act)) return [403, `${role} can't do this`];
    if (state.ended && !["note", "observe"].includes(act.act)) return [409, "the exercise has ended"];
    tick();
    if (act.act === "clock") {
      if (act.to === "run") state.speed = act.speed;
      if (act.to === "pause") state.speed = null;
      if (act.to === "end") { state.speed = null; state.ended = true; }
      if (act.to === "step") {
        const next = night.injects.find((it) => it.state === "planned");
        state.ms = Math.min(night.to, act.by ? state.ms + act.by : next?.ms ?? night.to);
      }
    }
    if (act.act === "inject") {
      if (act.step === "add") night.injects.push({ id: act.inject, name: "Own", message: act.message, audience: act.audience ?? "", state: "happened", at: minute(state.ms), ms: state.ms, objective: "", expect: "" });
      const it = night.injects.find((inject) => inject.id === act.inject);
      if (!it) return [422, `there is no inject \`${act.inject}\``];
      if (it.state === "happened" && act.step !== "add") return [409, `inject \`${it.id}\` has happened: what players have been told can't be changed`];
      if (act.step === "release") Object.assign(it, { state: "happened", at: minute(state.ms), ms: state.ms });
      if (act.step === "hold") { it.state = "held"; delete it.at; }
      if (act.step === "skip") { it.state = "skipped"; delete it.at; }
      if (act.step === "resume") {
        if (!(it.ms > state.ms)) return [409, `the time of inject \`${it.id}\` has passed: release it instead`];
        Object.assign(it, { state: "planned", at: minute(it.ms) });
      }
      if (act.step === "edit") it.message = act.message;
    }
    if (act.act === "decide" && act.order.do === "call_in" && act.order.experts > 20) return [409, "this team has not so many experts who could be called in"];
    tick();
    const number = (night.acts.at(-1)?.number ?? 0) + 1;
    night.acts.push({ number, at: minute(state.ms), role, who: who ? `${who} (${role})` : role, ...act, ...(why ? { why } : {}) });
    return [200, number];
  }

  const outlook = () => ({
    histories: 100, until: "2031-05-26 18:00",
    lines: [{ what: "Results site through election night is kept", without: 61, with: 84 }, { what: "Provisional result by 02:00", without: 90, with: 88 }],
    response: { without: 5.2, with: 3.1, difference: -2.1, low: -2.9, high: -1.3 },
    sentence: "With this decision the results site stays up in 84 of 100 futures, without it in 61.",
  });

  const server = createServer(async (request, response) => {
    const [, role, ...rest] = new URL(request.url, "http://here").pathname.split("/");
    const what = rest.join("/");
    const answer = (status, body) => { response.writeHead(status, { "Content-Type": "application/json", "Cache-Control": "no-store" }); response.end(JSON.stringify(body)); };
    if (!SEATS.includes(role)) return answer(403, { error: "this address is not valid" });
    if (request.method === "GET" && FILES[what]) {
      const [name, type] = FILES[what];
      response.writeHead(200, { "Content-Type": type, "Content-Security-Policy": POLICY, "Cache-Control": "no-store" });
      return response.end(await readFile(new URL(name, PAGE)));
    }
    if (request.method === "GET" && what === "state") { tick(); return answer(200, whole(role)); }
    if (request.method === "GET" && what === "events") {
      response.writeHead(200, { "Content-Type": "text/event-stream", "Cache-Control": "no-store" });
      response.write(": here\n\n");
      followers.set(response, role);
      tick();
      response.write(`event: view\ndata: ${JSON.stringify(whole(role))}\n\n`);
      return request.on("close", () => followers.delete(response));
    }
    if (request.method === "POST" && (what === "act" || what === "outlook")) {
      let text = "";
      for await (const chunk of request) text += chunk;
      const body = JSON.parse(text);
      sent.push({ role, what, body });
      if (what === "outlook") return role === "facilitator" ? answer(200, outlook()) : answer(403, { error: "only the facilitator can ask this" });
      if (!answers.has(body.key)) answers.set(body.key, obey(role, body));
      const [status, said] = answers.get(body.key);
      answer(status, status === 200 ? { number: said } : { error: said });
      return status === 200 && changed();
    }
    return answer(404, { error: "there is nothing at this address" });
  });
  const beat = setInterval(() => { if (tick()) changed(); if (state.speed) tell("clock", clock); }, 1_000);
  await new Promise((done) => server.listen(port, "127.0.0.1", done));
  const base = `http://127.0.0.1:${server.address().port}`;
  return {
    port: server.address().port, sent, night,
    address: (seat) => `${base}/${seat}/`,
    close: () => new Promise((done) => { clearInterval(beat); server.close(done); server.closeAllConnections(); }),
  };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const board = await serve({ port: Number(process.argv[2] ?? 0), assets: Number(process.argv[3] ?? 0) });
  for (const seat of SEATS) console.log(`${seat}: ${board.address(seat)}`);
}
