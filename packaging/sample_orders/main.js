"use strict";
// Serves orders to itself over loopback: node --cpu-prof main.js
const http = require("node:http");
const { server } = require("./src/http/server.js");

const PATHS = ["/orders", "/orders", "/related", "/search"];
const REQUESTS = Number(process.env.ORDERS_REQUESTS || 1200);

function ask(port, number) {
  const path = PATHS[number % PATHS.length];
  const query = `tenant=${number % 3 ? "north" : "south"}&customer=c${"abc"[number % 3]}`;
  return new Promise((resolve, reject) => {
    http
      .get({ port, path: `${path}?${query}` }, (answer) => {
        answer.resume();
        answer.on("end", resolve);
      })
      .on("error", reject);
  });
}

server.listen(0, "127.0.0.1", async () => {
  for (let number = 0; number < REQUESTS; number += 4) {
    await Promise.all([0, 1, 2, 3].map((more) => ask(server.address().port, number + more)));
  }
  server.close();
  server.closeIdleConnections();
});
