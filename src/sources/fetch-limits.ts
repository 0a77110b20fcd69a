/** What one request may cost. */
export interface FetchLimits {
  /** Milliseconds for a whole attempt; default 5 minutes. */
  readonly timeout: number;
  /** Milliseconds in which nothing arrives; default 15 seconds. */
  readonly stallTimeout: number;
  /** Bytes of a file, as they are after decompression; default 512 MiB. */
  readonly maxBytes: number;
  /** Further attempts after a failure of the network, or a status of 429 or from 500 on; default 2. */
  readonly retries: number;
  /** Milliseconds before the second attempt, about; before each further one twice as many. Default 250. */
  readonly retryDelay: number;
}

export const DEFAULT_FETCH_LIMITS: FetchLimits = {
  timeout: 5 * 60_000,
  stallTimeout: 15_000,
  maxBytes: 512 * 1024 * 1024,
  retries: 2,
  retryDelay: 250,
};

/** A server that sends us round in circles, or through more hands than any real one. */
export const MOST_REDIRECTS = 5;
