"use strict";

/** What can be bought. Loaded once; answers to queries are kept, the oldest go first. */
class Store {
  constructor(size) {
    this.entities = new Map();
    this.queryCache = new Map();
    for (let at = 0; at < size; at++) {
      const sku = `sku-${at}`;
      this.entities.set(sku, new Product(sku, 100 + ((at * 37) % 900)));
    }
  }

  find(text) {
    const known = this.queryCache.get(text);
    if (known) return known;
    const found = [...this.entities.values()].filter((each) => each.sku.endsWith(text)).slice(0, 8);
    if (this.queryCache.size >= 40) this.queryCache.delete(this.queryCache.keys().next().value);
    this.queryCache.set(text, found);
    return found;
  }
}

class Product {
  constructor(sku, price) {
    this.sku = sku;
    this.price = price;
    this.variants = [`${sku}-s`, `${sku}-l`];
  }
}

module.exports = { Product, Store };
