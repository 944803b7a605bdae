"use strict";
const repository = require("./repository.js");
const { serialize } = require("./serialize.js");
const { priceLines } = require("../pricing/rules.js");

/** All orders of a customer, priced. */
function getOrders(request) {
  const lines = priceLines(request.tenant, repository.find(request.customer, 160));
  const total = lines.reduce((sum, line) => sum + line.total, 0);
  return serialize({ customer: request.customer, total, lines });
}

module.exports = { getOrders };
