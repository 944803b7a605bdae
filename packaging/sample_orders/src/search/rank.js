"use strict";
const { PRODUCTS } = require("../catalog/products.js");

function tokenize(text) {
  return text.toLowerCase().split(/\s+/);
}

function score(words, product) {
  const own = tokenize(product.name);
  return words.filter((word) => own.includes(word)).length;
}

/** Products by how well they fit. */
function searchProducts(text) {
  const words = tokenize(text);
  return PRODUCTS.map((product) => [score(words, product), product.sku])
    .filter(([fit]) => fit > 0)
    .sort((a, b) => b[0] - a[0]);
}

module.exports = { searchProducts };
