/** What is used of packages that only `bench/` installs, so that types are checked without it. */
declare module 'error-stack-parser' {
  const parser: { parse(error: Error): readonly unknown[] };
  export default parser;
}
declare module 'stacktrace-parser' {
  export function parse(stack: string): readonly unknown[];
}
