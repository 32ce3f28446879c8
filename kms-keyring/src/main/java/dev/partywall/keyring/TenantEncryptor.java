package dev.partywall.keyring;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;

/**
 * Seals and opens the records of the bound tenant, for one purpose.
 *
 * <p>The key follows from the tenant bound by {@link dev.partywall.core.TenantContext}; no method takes one. Messages are
 * AWS Encryption SDK message format version 2, algorithm suite 0x0478 (AES-256-GCM, HKDF-SHA-512, key commitment), with
 * one encrypted data key of the KMS hierarchical keyring. They are some 300 bytes longer than the plaintext.
 *
 * <p><b>Guarantees.</b>
 *
 * <ul>
 *   <li>A message opens only for the tenant, purpose and record id that it was sealed for. Tenant and purpose are stored
 *       in the message, authenticated; the record id is authenticated and not stored.
 *   <li>The tenant in the message is compared with the bound one before any cache, DynamoDB or KMS access.
 *   <li>No plaintext byte is released before the whole message is verified, streaming forms included.
 *   <li>Whatever is wrong with a message, it is refused with one exception type and text.
 * </ul>
 *
 * <p><b>Errors.</b> {@link dev.partywall.core.NoTenantException} if no tenant is bound;
 * {@link DecryptionRefusedException} if a message is refused; {@link KeyUnavailableException} if the branch key cannot
 * be had; {@link InvalidKeySettingException} for arguments that cannot work.
 *
 * <p>Safe for many threads.
 *
 * @see <a href="https://docs.aws.amazon.com/encryption-sdk/latest/developer-guide/message-format.html">AWS Encryption
 *     SDK message format</a>
 */
public interface TenantEncryptor {

    /**
     * What the records are for, for example {@code invoices}: part of every message.
     *
     * @return the purpose
     */
    String purpose();

    /**
     * Seals a record.
     *
     * @param plaintext the record; not changed
     * @param recordId which record it is
     * @return the message
     */
    default byte[] encrypt(byte[] plaintext, RecordId recordId) {
        return encrypt(plaintext, recordId, Map.of());
    }

    /**
     * Seals a record with further authenticated pairs, which are stored in the message <b>in plain text</b>.
     *
     * @param plaintext the record; not changed
     * @param recordId which record it is
     * @param context further pairs, with neither names nor values empty; not the reserved names {@code tenant},
     *     {@code purpose}, {@code record} nor names that begin with {@code aws-crypto-}; 32,767 bytes in all
     * @return the message
     */
    byte[] encrypt(byte[] plaintext, RecordId recordId, Map<String, String> context);

    /**
     * Opens a message.
     *
     * @param message the message; not changed
     * @param recordId which record it should be
     * @return the record
     */
    default byte[] decrypt(byte[] message, RecordId recordId) {
        return decrypt(message, recordId, Map.of());
    }

    /**
     * Opens a message that must hold the given authenticated pairs.
     *
     * @param message the message; not changed
     * @param recordId which record it should be
     * @param context pairs that the message must hold; it may hold others
     * @return the record
     */
    byte[] decrypt(byte[] message, RecordId recordId, Map<String, String> context);

    /**
     * Seals a text as UTF-8.
     *
     * @param text the record, well-formed Unicode
     * @param recordId which record it is
     * @return the message
     */
    byte[] encryptString(String text, RecordId recordId);

    /**
     * Opens a message that holds a text as UTF-8. One whose content is not UTF-8 is refused.
     *
     * @param message the message; not changed
     * @param recordId which record it should be
     * @return the text
     */
    String decryptString(byte[] message, RecordId recordId);

    /**
     * Seals a stream, in constant memory. Where this fails, discard what was written to {@code message}: mostly a beginning
     * that does not open.
     *
     * @param plaintext the record; read to its end, not closed
     * @param message where the message goes; flushed, not closed
     * @param recordId which record it is
     * @throws IOException as the streams do
     */
    void encrypt(InputStream plaintext, OutputStream message, RecordId recordId) throws IOException;

    /**
     * Opens a stream. Nothing is written to {@code plaintext} before the message is verified to its end: a message up to
     * the keyring's {@code streamMemoryLimit} is held in memory, a longer one is spooled, still encrypted, to a temporary
     * file that only this user can read and that is gone when the call ends. How long a message may be is the caller's to
     * bound: what follows its header is verified when all of it is there.
     *
     * @param message the message; read to its end, not closed
     * @param plaintext where the record goes; flushed, not closed
     * @param recordId which record it should be
     * @throws InvalidKeySettingException with {@code TOO_LARGE} if a frame of the message is longer than the keyring's
     *     {@code streamMemoryLimit}
     * @throws IOException as the streams and the temporary file do
     */
    void decrypt(InputStream message, OutputStream plaintext, RecordId recordId) throws IOException;

    /**
     * Which version of the bound tenant's branch key a message names: for reports, and to find what has to be sealed anew. Calls
     * nothing and opens nothing, so what it answers is <b>not verified</b>.
     *
     * @param message the message, or as much of it as holds its header; not changed
     * @param recordId which record it should be, for the events of refusals
     * @return the version, which the tenant need not have
     * @throws DecryptionRefusedException if it is not a message of this tenant and purpose
     */
    BranchKeyVersion branchKeyVersion(byte[] message, RecordId recordId);

    /**
     * Seals what a message holds anew, under the active version of the branch key: for the same purpose and record, with the same
     * further pairs. The plaintext in between is overwritten and never leaves this method. Takes memory for the record twice.
     * Listeners are told of both, the opening and the sealing.
     *
     * @param message the message; not changed
     * @param recordId which record it should be
     * @return the new message
     * @throws DecryptionRefusedException if the message is refused, as by {@link #decrypt(byte[], RecordId)}
     * @throws KeyUnavailableException if the branch key of either cannot be had
     * @throws InvalidKeySettingException if another AWS Encryption SDK wrote the message with pairs, or a length, that
     *     {@link #encrypt(byte[], RecordId, Map)} does not take
     */
    byte[] reencrypt(byte[] message, RecordId recordId);

    /**
     * How long the message of a plaintext without further pairs is: exactly, under {@link SealingEngine#JCA}; at most, under
     * the reference engine. Calls nothing.
     *
     * @param plaintextLength bytes of plaintext
     * @param recordId which record
     * @return bytes of the message
     * @throws dev.partywall.core.NoTenantException if no tenant is bound
     * @throws InvalidKeySettingException with {@code TOO_LARGE} if the length is below zero, above 2^50 bytes, or
     *     more than 2^31 - 1 frames hold
     */
    long messageLength(long plaintextLength, RecordId recordId);

    /**
     * Seals what is between a buffer's position and limit, in constant memory. Buffers may be direct or mapped; they must
     * not share memory. Where this fails, the positions are as they were, and what stands behind the message's position
     * is no message that opens.
     *
     * @param plaintext the record; its position moves to its limit
     * @param message where the message goes, from its position on; the position moves behind it
     * @param recordId which record it is
     * @throws InvalidKeySettingException if there is less room than {@link #messageLength}
     */
    void encrypt(ByteBuffer plaintext, ByteBuffer message, RecordId recordId);

    /**
     * Opens the message that takes all of a buffer between its position and its limit, in constant memory. Nothing is
     * written before the message is verified to its end, for which it is read twice. Buffers may be direct or mapped; they
     * must not share memory. Where this fails, the positions are as they were.
     *
     * @param message the message; its position moves to its limit
     * @param plaintext where the record goes, from its position on; the position moves behind it
     * @param recordId which record it should be
     * @throws InvalidKeySettingException if there is too little room, or the message has a frame that is longer than the
     *     keyring's {@code streamMemoryLimit}
     */
    void decrypt(ByteBuffer message, ByteBuffer plaintext, RecordId recordId);

    /**
     * Seals records one by one; a failure is its item's alone, except that a listener which throws ends the batch.
     *
     * @param plaintexts the records
     * @return a result for each item, in their order
     * @throws dev.partywall.core.NoTenantException if no tenant is bound
     */
    List<BatchResult> encryptAll(List<BatchItem> plaintexts);

    /**
     * Opens messages one by one; a failure is its item's alone, except that a listener which throws ends the batch. The branch
     * keys that are not in memory are loaded before, {@link TenantKeyring.Builder#batchLoads} of them at the same time, and
     * each once: where one cannot be had, that is the failure of all items that need it.
     *
     * @param messages the messages
     * @return a result for each item, in their order
     * @throws dev.partywall.core.NoTenantException if no tenant is bound
     */
    List<BatchResult> decryptAll(List<BatchItem> messages);
}
