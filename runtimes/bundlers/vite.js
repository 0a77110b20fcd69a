import { build, createLogger } from 'vite';
import { warn } from './warn.js';

const logger = createLogger('warn');
logger.warn = logger.warnOnce = (message) => warn(message);
await build({ configFile: false, customLogger: logger, build: { outDir: 'out' } });
