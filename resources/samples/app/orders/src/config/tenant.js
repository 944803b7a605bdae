"use strict";
const fs = require("node:fs");
const path = require("node:path");

const HOME = path.join(__dirname, "tenants");

/** The settings of a tenant: prices, discounts, texts. */
function loadTenantConfig(tenant) {
  const file = path.join(HOME, `${tenant}.json`);
  const raw = fs.readFileSync(file, "utf8");
  const config = JSON.parse(raw);
  validate(config);
  return config;
}

function validate(config) {
  for (const rule of config.rules) {
    if (typeof rule.sku !== "string" || !(rule.percent >= 0)) {
      throw new TypeError(`bad rule ${rule.id}`);
    }
  }
}

const known = new Map();

/** The same, read once. */
function cachedTenantConfig(tenant) {
  if (!known.has(tenant)) known.set(tenant, loadTenantConfig(tenant));
  return known.get(tenant);
}

const isFixed = process.env.ORDERS_FIXED === "1";
module.exports = { tenantConfig: isFixed ? cachedTenantConfig : loadTenantConfig };
