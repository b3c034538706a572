/** Where the workers of a project listen; each worker also has a queue of its own, `<this>@<host id>`. */
export const TASK_QUEUE = 'meltemi';
