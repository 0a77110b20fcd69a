/** Where the source maps of a stack's scripts come from. Nothing is read or fetched that is not allowed here. */
export interface ScriptSources {
  /**
   * Gives the text of a script's source map, or `null` where it has none; asked once for each script, before any file. What it throws costs only this script's
   * frames, which say `unreadable-source-map`. The way for browsers, which have no files.
   * @param url the script's URL or path, as the stack prints it
   */
  readonly resolveSourceMap?: (url: string) => string | null | Promise<string | null>;
  /**
   * Directories in which scripts and their maps may be read (Node, Bun, Deno). A stack is text from anywhere, and the paths that it names are no more than that: a
   * file is read only if it lies in one of these after all symbolic links are followed. A script is looked for at its own path, and at the path's or URL's end under each
   * directory, the longest first: `https://h/static/js/main.js` is `static/js/main.js`, `js/main.js` or `main.js`. `['/']` allows all that the stack names.
   */
  readonly roots?: readonly string[];
}
