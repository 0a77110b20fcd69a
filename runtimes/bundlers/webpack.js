import webpack from 'webpack';
import { warn } from './warn.js';

webpack(
  {
    mode: 'production',
    context: process.cwd(),
    entry: './page.js',
    output: { path: `${process.cwd()}/out`, filename: 'page.js' },
    performance: { hints: false },
  },
  (failure, stats) => {
    if (failure) throw failure;
    const { errors, warnings } = stats.toJson({ errors: true, warnings: true });
    if (errors.length > 0) throw new Error(errors.map(({ message }) => message).join('\n'));
    warn(...warnings.map(({ message }) => message));
  },
);
