"use strict";

/** One open document of one person: what was typed since it was saved, and who else is there. */
class Session {
  constructor(bus, id, user) {
    this.id = id;
    this.user = user;
    this.cart = new Cart(user);
    this.buffer = new ArrayBuffer(4096);
    this.log = [`opened ${id}`];
    bus.on("session:closed", (event) => this.onClose(event));
  }

  touch(item) {
    this.cart.add(item);
    this.log.push(`added ${item.sku}`);
  }

  onClose(event) {
    if (event.id === this.id) this.log.push("closed");
  }
}

class Cart {
  constructor(user) {
    this.owner = user.name;
    this.items = [];
  }

  add(item) {
    this.items.push({ sku: item.sku, price: item.price, count: 1 });
  }
}

module.exports = { Cart, Session };
