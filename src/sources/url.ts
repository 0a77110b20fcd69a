import { SymbolicationError } from '../errors.ts';

/** A URL that the caller allows to be asked. @throws SymbolicationError `invalid-argument` for what is no http(s) URL, or holds a name and password */
export function allowedUrl(text: string): URL {
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    throw wrong(`'${text}' is no URL`);
  }
  if (url.protocol !== 'http:' && url.protocol !== 'https:') throw wrong(`'${text}' is no http or https URL`);
  if (url.username !== '' || url.password !== '') throw wrong(`the URL of ${url.host} holds a name or password`);
  return url;
}

function wrong(what: string): SymbolicationError {
  return new SymbolicationError('invalid-argument', `Not a URL of a server with symbols: ${what}.`);
}
