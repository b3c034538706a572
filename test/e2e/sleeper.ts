/** A process that lives and does nothing. */
console.log('sleeping');
setInterval(() => undefined, 1000);
