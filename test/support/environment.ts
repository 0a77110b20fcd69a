const ABOUT_COLORS = ['FORCE_COLOR', 'NO_COLOR'];

/** This process's environment without what its own output was told about colours. */
export function plainEnvironment(): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !ABOUT_COLORS.includes(name)));
}
