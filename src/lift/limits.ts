/**
 * How deep calls of a program may go, by the room on this thread's stack: a stack that is full to its end can end the
 * process. A worker with a larger one sets more.
 */
export const limits = { calls: 120 };
