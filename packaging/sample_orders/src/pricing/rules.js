"use strict";
const { tenantConfig } = require("../config/tenant.js");

function rulesFor(tenant) {
  return tenantConfig(tenant).rules;
}

function applyRule(price, rule, quantity) {
  if (quantity < rule.from) return price;
  return Math.round(price * (100 - rule.percent)) / 100;
}

/** The price of every line of an order, with the tenant's discounts. */
function priceLines(tenant, lines) {
  const rules = rulesFor(tenant);
  return lines.map((line) => {
    let price = line.price;
    for (const rule of rules) {
      if (rule.sku === line.sku) price = applyRule(price, rule, line.quantity);
    }
    return { ...line, price, total: price * line.quantity };
  });
}

module.exports = { priceLines };
