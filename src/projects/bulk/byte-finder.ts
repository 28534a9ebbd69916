/** Finds one byte again and again from left to right. It looks at each byte of a buffer once. */
export class ByteFinder {
  private found = -1;

  constructor(private readonly byte: number) {}

  /** To be called when the buffer is another one. */
  reset(): void {
    this.found = -1;
  }

  /** Where the byte is, at `at` or behind it; Infinity if nowhere. `at` never goes back. */
  from(bytes: Buffer, at: number): number {
    if (this.found < at) {
      const index = bytes.indexOf(this.byte, at);
      this.found = index === -1 ? Infinity : index;
    }
    return this.found;
  }
}
