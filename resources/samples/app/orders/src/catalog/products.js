"use strict";

const PRODUCTS = Array.from({ length: 600 }, (_, at) => ({
  sku: `sku-${at}`,
  name: `Product ${at}`,
  features: Array.from({ length: 12 }, (_, f) => ((at * 31 + f * 17) % 97) / 97),
}));

function cosine(one, other) {
  let dot = 0;
  let left = 0;
  let right = 0;
  for (let at = 0; at < one.length; at++) {
    dot += one[at] * other[at];
    left += one[at] * one[at];
    right += other[at] * other[at];
  }
  return dot / Math.sqrt(left * right);
}

/** The products most like one. */
function relatedTo(sku) {
  const wanted = PRODUCTS.find((product) => product.sku === sku) || PRODUCTS[0];
  return PRODUCTS.map((product) => [cosine(wanted.features, product.features), product.sku])
    .sort((a, b) => b[0] - a[0])
    .slice(0, 5);
}

module.exports = { PRODUCTS, relatedTo };
