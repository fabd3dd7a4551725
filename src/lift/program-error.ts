/**
 * An error of a program under interpretation. Trials of repairs raise thousands of them, and where in the interpreter one
 * came up is no one's question: to note that would take longer than all else about it.
 */
export class ProgramError extends Error {
  constructor(message?: string) {
    const { stackTraceLimit } = Error;
    Error.stackTraceLimit = 0;
    super(message);
    Error.stackTraceLimit = stackTraceLimit;
  }
}
