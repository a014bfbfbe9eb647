// What every decoder of this codec answers. Malformed input is normal on an open port, so it is a value and never an
// exception.

/** Why bytes could not be decoded. These words are stable: servers count them and tests name them. */
export type DecodeReason =
  | 'past-end' // a field reaches past the bytes there are
  | 'negative-length' // a counted string or array announces a negative length
  | 'count-too-large' // an array announces more elements than could fit
  | 'message-too-large' // the envelope announces more than limits.messageBytesMax
  | 'length-mismatch' // the bytes given are not exactly the length announced
  | 'encrypted' // decrypt the content first, then use decodeContent
  | 'compressed' // compressed messages are not supported, nobody sends them
  | 'unknown-digest-algorithm' // a digest has no length field, so an unknown one cannot be skipped
  | 'bad-credential' // the credential does not have the length that it announces
  | 'out-of-range' // a byte holds a value that its field does not have
  | 'unknown-format' // a record of another format version, or a key of another type
  | 'trailing-bytes' // bytes are left over behind a complete record
  | 'fragment-out-of-range' // a datagram's sequence number lies behind the end of its message
  | 'fragment-length'; // a datagram has not the payload length that its place in the message demands

/** A refusal: the reason and the byte offset, in the bytes handed in, where reading stopped. */
export type DecodeFailure = {
  readonly ok: false;
  readonly reason: DecodeReason;
  readonly at: number;
};

/** The outcome of decoding one thing. Byte fields of the value are views of the input: copy what outlives it. */
export type Decoded<T> = { readonly ok: true; readonly value: T } | DecodeFailure;
