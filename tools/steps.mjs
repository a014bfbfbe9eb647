// Steps with their names and times, and in the end which of them failed.

export class Steps {
  #failed = [];
  #startedMs = Date.now();

  /** `work` gives an exit code. */
  step = async (name, work) => {
    const startedMs = Date.now();
    const code = await work();
    const seconds = ((Date.now() - startedMs) / 1000).toFixed(1);
    console.log(`${code === 0 ? '✔' : '✖'} ${name} (${seconds} s)`);
    if (code !== 0) this.#failed.push(name);
  };

  /** Tells the sum and sets the exit code. */
  end() {
    console.log(`${((Date.now() - this.#startedMs) / 1000).toFixed(0)} s in all`);
    if (this.#failed.length === 0) return;
    console.log(`Failed: ${this.#failed.join(', ')}`);
    process.exitCode = 1;
  }
}
