/** Ways to close one thing that several hold: it is closed when each of so many holders has closed it. */
export function sharedClose(holders: number, close: () => Promise<void>): () => () => Promise<void> {
  let open = holders;
  return () => {
    let isOpen = true;
    return async () => {
      if (!isOpen) return;
      isOpen = false;
      open -= 1;
      if (open === 0) await close();
    };
  };
}
