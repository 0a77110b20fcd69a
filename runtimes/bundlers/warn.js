/** Tells the driver of the warnings of a bundler. */
export function warn(...messages) {
  for (const message of messages) console.log(`warning: ${message.replace(/\s+/g, ' ')}`);
}
