"use strict";

const { EventBus } = require("./bus");
const { Session } = require("./session");
const { Store } = require("./store");

/** The service: sessions open, are used, and close. */
class App {
  constructor() {
    this.eventBus = new EventBus();
    this.store = new Store(600);
    this.sessions = new Map();
    this.messages = { de: phrases("de"), en: phrases("en"), fr: phrases("fr") };
  }

  open(id) {
    const session = new Session(this.eventBus, id, { name: `user ${id}`, roles: ["buyer"] });
    this.sessions.set(id, session);
    return session;
  }

  use(id) {
    const session = this.sessions.get(id);
    for (const item of this.store.find(`${id % 10}`).slice(0, 3)) session.touch(item);
  }

  close(id) {
    this.sessions.delete(id);
    this.eventBus.emit("session:closed", { id });
  }
}

function phrases(language) {
  return Object.fromEntries(
    Array.from({ length: 120 }, (_, at) => [`text.${at}`, `${language} text number ${at}`]),
  );
}

module.exports = { App };
