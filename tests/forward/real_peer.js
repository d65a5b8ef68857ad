// SPDX-License-Identifier: Apache-2.0
// Both ends of @fluent-org/logger, driven by test_forward_real.py:
//   node real_peer.js server|client OPTIONS    (JSON; `logger`: the folder of the package)
// The server prints {"port":N}, then each event as [tag, time, record]. The client sends `records` with
// acknowledgements, and prints {"sent":N} when all of them have come.
"use strict";
const fs = require("fs");
const [, , role, words] = process.argv;
const opt = JSON.parse(words);
const { FluentClient, FluentServer } = require(opt.logger);
const say = (value) => fs.writeSync(1, JSON.stringify(value) + "\n");
const pem = (name) => name && fs.readFileSync(name);

async function serve() {
  const server = new FluentServer({
    listenOptions: { host: "127.0.0.1", port: 0 },
    tlsOptions: opt.certificate && { cert: pem(opt.certificate), key: pem(opt.key) },
    security: opt.sharedKey && {
      serverHostname: "real-server", sharedKey: opt.sharedKey, authorize: !!opt.users, userDict: opt.users || {},
    },
  });
  server.on("entry", (tag, time, record) => say([tag, typeof time === "number" ? time : time.epoch, record]));
  await server.listen();
  say({ port: server.port });
}

async function send() {
  const client = new FluentClient("real", {
    eventMode: opt.mode,
    ack: { ackTimeout: 20000 },
    milliseconds: !!opt.milliseconds,
    flushInterval: 5,
    socket: { host: "127.0.0.1", port: opt.port, timeout: -1, tls: opt.ca && { ca: pem(opt.ca) } },
    security: opt.sharedKey && {
      clientHostname: "real-client", sharedKey: opt.sharedKey, username: opt.user, password: opt.password,
    },
  });
  const under_way = [];
  for (const record of opt.records) under_way.push(client.emit("app", record));
  await Promise.all(under_way);
  say({ sent: opt.records.length });
  await client.disconnect();
  process.exit(0);
}

(role === "server" ? serve() : send()).catch((error) => {
  say({ error: error.name });
  process.exit(1);
});
