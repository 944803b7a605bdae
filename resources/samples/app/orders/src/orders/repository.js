"use strict";

let state = 7;
function next() {
  state = (state * 1103515245 + 12345) % 2147483648;
  return state;
}

function mapRow(row) {
  const line = {};
  for (const [key, value] of Object.entries(row)) {
    line[key.replace(/_([a-z])/g, (_, letter) => letter.toUpperCase())] = value;
  }
  return line;
}

/** The lines of a customer's orders. */
function find(customer, count) {
  const rows = [];
  for (let at = 0; at < count; at++) {
    const number = next();
    rows.push({
      order_id: `${customer}-${at >> 3}`,
      sku: `sku-${number % 400}`,
      quantity: 1 + (number % 9),
      price: 5 + (number % 500) / 10,
      ordered_at: 1700000000000 + number,
    });
  }
  return rows.map(mapRow);
}

module.exports = { find };
