"use strict";
const http = require("node:http");
const { authenticate } = require("../auth/token.js");
const { getOrders } = require("../orders/handler.js");
const { relatedTo } = require("../catalog/products.js");
const { searchProducts } = require("../search/rank.js");
const log = require("../log/lines.js");

function route(request) {
  if (request.path === "/orders") return getOrders(request);
  if (request.path === "/related") return JSON.stringify(relatedTo("sku-17"));
  return JSON.stringify(searchProducts("Product 12 special"));
}

function handleRequest(message, answer) {
  const url = new URL(message.url, "http://localhost");
  const request = {
    path: url.pathname,
    tenant: url.searchParams.get("tenant"),
    customer: url.searchParams.get("customer"),
  };
  authenticate(request);
  const body = route(request);
  log.write("info", "answered", { ...request, bytes: body.length });
  answer.setHeader("content-type", "application/json");
  answer.end(body);
}

module.exports = { server: http.createServer(handleRequest) };
