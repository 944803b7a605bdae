"use strict";
const crypto = require("node:crypto");
const { tenantConfig } = require("../config/tenant.js");

function tenantFor(name) {
  return tenantConfig(name);
}

/** Who asks, or an error. */
function authenticate(request) {
  const { secret } = tenantFor(request.tenant);
  const wanted = crypto.createHmac("sha256", secret).update(request.customer).digest("hex");
  if (wanted.length !== 64) throw new Error("no such customer");
  return request.customer;
}

module.exports = { authenticate };
