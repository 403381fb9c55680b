// Runs the real board for the checks: begins it, kills it, goes on with it, and talks to it as a
// browser would not: with raw requests and raw streams. Node alone, no packages.
import { spawn } from "node:child_process";
import http from "node:http";
import { connect, createServer } from "node:net";
import path from "node:path";

// A port of loopback that nobody has.
export function freePort() {
  return new Promise((done, failed) => {
    const server = createServer();
    server.on("error", failed);
    server.listen(0, "127.0.0.1", () => { const { port } = server.address(); server.close(() => done(port)); });
  });
}

export const sleep = (ms) => new Promise((done) => { setTimeout(done, ms); });

// Waits until something is so, and says what it waited for if it never is.
export async function until(what, test, within = 20_000) {
  const end = performance.now() + within;
  for (;;) {
    const found = await test();
    if (found) return found;
    if (performance.now() > end) throw new Error(`waited ${within / 1000} s in vain for ${what}`);
    await sleep(50);
  }
}

// Runs a program to its end.
export function run(program, args, folder) {
  return new Promise((done, failed) => {
    const child = spawn(program, args, { cwd: folder });
    const said = { out: [], err: [] };
    child.stdout.on("data", (it) => said.out.push(it));
    child.stderr.on("data", (it) => said.err.push(it));
    child.on("error", failed);
    child.on("close", (code) => done({ code, out: Buffer.concat(said.out), err: Buffer.concat(said.err).toString() }));
  });
}

// A board on a port of its own, and the address of each seat as it prints them.
export class Board {
  constructor(program, folder, port, first, journal) {
    Object.assign(this, { program: path.resolve(program), folder, port, first, journal, seats: new Map(), printed: "" });
  }

  start(resume = false) {
    const listen = ["--listen", `127.0.0.1:${this.port}`];
    const args = resume ? ["play", "--resume", this.journal, ...listen] : ["play", ...this.first, "--journal", this.journal, ...listen];
    this.printed = "";
    this.child = spawn(this.program, args, { cwd: this.folder, stdio: ["ignore", "pipe", "pipe"] });
    this.gone = new Promise((done) => { this.child.on("close", done); });
    return new Promise((done, failed) => {
      const late = setTimeout(() => failed(new Error(`the board says nothing: ${this.printed}`)), 120_000);
      const hear = (it) => {
        this.printed += it;
        if (!this.printed.includes("Ctrl-C")) return;
        clearTimeout(late);
        this.seats = new Map([...this.printed.matchAll(/^ {2}(\S.*?) +(http:\S+)$/gm)].map(([, name, address]) => [name, address]));
        done(this);
      };
      this.child.stdout.on("data", hear);
      this.child.stderr.on("data", hear);
      this.child.on("error", failed);
      this.child.on("close", (code) => { clearTimeout(late); failed(new Error(`the board has ended with ${code}: ${this.printed}`)); });
    });
  }

  // As a power cut would end it.
  async kill() {
    this.child.kill("SIGKILL");
    await this.gone;
  }

  address(seat) {
    const found = this.seats.get(seat);
    if (!found) throw new Error(`the board printed no address for ${seat}: ${this.printed}`);
    return found;
  }

  ask(seat, rest, options) { return request(this.port, new URL(rest, this.address(seat)).pathname, options); }
  async state(seat) { return JSON.parse((await this.ask(seat, "state")).text); }
  act(seat, act, more = {}, headers = {}) {
    return this.ask(seat, "act", { method: "POST", headers: { "Content-Type": "application/json", ...headers }, body: JSON.stringify({ act, ...more }) });
  }
}

// One request, its path as it is written, and its answer.
export function request(port, raw, { method = "GET", headers = {}, body } = {}) {
  return new Promise((done, failed) => {
    const asked = http.request({ host: "127.0.0.1", port, path: raw, method, headers, agent: false });
    asked.on("response", (answer) => {
      const parts = [];
      const end = () => done({ status: answer.statusCode, headers: answer.headers, text: Buffer.concat(parts).toString() });
      answer.on("data", (it) => parts.push(it));
      answer.on("end", end);
      answer.on("error", end);
    });
    asked.on("error", failed);
    asked.setTimeout(60_000, () => asked.destroy(new Error("no answer within a minute")));
    asked.end(body);
  });
}

// Sends 100 MB, or as much of them as the server takes, and gives its answer.
export function upload(port, raw, length) {
  return new Promise((done) => {
    const socket = connect(port, "127.0.0.1");
    const piece = Buffer.alloc(1 << 17, "[");
    let [left, text] = [800, ""];
    const next = () => {
      if (socket.destroyed || text) return;
      if (left === 0) { socket.end(); return; }
      left -= 1;
      const chunk = length.startsWith("Transfer") ? [`${piece.length.toString(16)}\r\n`, piece, "\r\n"] : [piece];
      for (const it of chunk) socket.write(it);
      // A pause, so that an answer can be read before the door closes on what is still coming.
      setTimeout(next, 20);
    };
    socket.on("connect", () => {
      socket.write(`POST ${raw} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nContent-Type: application/json\r\n${length}\r\n\r\n`);
      setTimeout(next, 20);
    });
    socket.on("data", (it) => { text += it; });
    socket.on("error", () => { /* it closes, too */ });
    socket.setTimeout(30_000, () => socket.destroy());
    socket.on("close", () => {
      const [head, body = ""] = text.split("\r\n\r\n");
      const headers = Object.fromEntries(head.split("\r\n").slice(1).map((line) => line.split(/: ?(.*)/, 2)).map(([name, value]) => [name.toLowerCase(), value]));
      done({ status: Number(head.split(" ")[1] ?? 0), headers, text: body });
    });
  });
}

// Follows a seat. `hear` gets each piece of the stream as it comes.
export function follow(address, hear) {
  return new Promise((done, failed) => {
    const asked = http.get(address, { agent: false }, (answer) => {
      const stream = { status: answer.statusCode, open: true, close: () => asked.destroy() };
      stream.ended = new Promise((over) => { answer.on("close", () => { stream.open = false; over(); }); });
      answer.setEncoding("utf8");
      answer.on("data", hear);
      answer.on("error", () => { /* it closes, too */ });
      done(stream);
    });
    asked.on("error", failed);
  });
}
