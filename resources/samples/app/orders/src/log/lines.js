"use strict";

const lines = [];

/** Keep a line of the log. */
function write(level, what, about) {
  lines.push(`${new Date().toISOString()} ${level} ${what} ${JSON.stringify(about)}`);
  if (lines.length > 500) lines.length = 0;
}

module.exports = { write };
