/** A name or an address, with a port or without one. */
const HOST = /^([a-z0-9._-]{1,253}|\[[0-9a-f:.]{2,45}\])(:\d{0,5})?$/i;

/** Whether a URL can have this host: what is repeated in a URL of a response is one. */
export const isHost = (text: string): boolean => HOST.test(text) && URL.canParse(`http://${text}`);
