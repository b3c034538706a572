/** Masks secret values in any text that leaves the process: logs, errors, what a terminal shows. */

/** Shorter values would mask half of every message; a secret that short is none. */
const MIN_SECRET_LENGTH = 4;
const MASK = '****';

export class Redactor {
  private readonly values = new Set<string>();
  private sorted: readonly string[] | null = null;

  /** Remembers secret values, also as they look inside a URL or a JSON string. */
  add(secrets: readonly string[]): void {
    for (const secret of secrets) {
      if (secret.length < MIN_SECRET_LENGTH) continue;
      for (const form of [secret, encodeURIComponent(secret), JSON.stringify(secret).slice(1, -1)]) {
        if (this.values.has(form)) continue;
        this.values.add(form);
        this.sorted = null;
      }
    }
  }

  text(text: string): string {
    // Longest first: a secret that holds another one is masked whole.
    this.sorted ??= [...this.values].sort((a, b) => b.length - a.length);
    let masked = text;
    for (const value of this.sorted) {
      if (masked.includes(value)) masked = masked.replaceAll(value, MASK);
    }
    return masked;
  }
}
