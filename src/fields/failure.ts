/** One problem of a request. `message` continues the sentence that `field` begins: "name is required". */
export interface Failure {
  readonly field: string;
  readonly message: string;
}
