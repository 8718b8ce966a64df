/**
 * The text of `kube-root-ca.crt`: of the form of a certificate; nothing is signed with it.
 * @module
 */

const body = "RW1iZWRkZWQgY2x1c3RlcjogdGhpcyBpcyBub3QgYSBjZXJ0aWZpY2F0ZS4gTm90aGluZyBpcyBzaWduZWQgd2l0aCBpdC4=";

/** What every namespace's `kube-root-ca.crt` holds. */
export const certificateAuthority: string = [
  "-----BEGIN CERTIFICATE-----",
  ...(body.match(/.{1,64}/g) ?? []),
  "-----END CERTIFICATE-----",
  "",
].join("\n");
