package dev.partywall.lifecycle;

import java.time.Instant;
import java.util.Optional;

/**
 * What was decided on a tenant's way out. Immutable.
 *
 * @param begunAt when its offboarding began, by the clock of whoever began it
 * @param shredAfter when its grace period ends: before, it is not shredded
 * @param exportDue whether its data has yet to be exported: before, it is not shredded
 * @param export where its data was exported to, as the {@link TenantExport} told; empty if nothing was exported (yet)
 * @param certificate of its shredding, as {@link ShreddingCertificate#toJws}; empty before it is shredded, and in what a
 *     {@link TenantDirectory} remembers
 */
public record Departure(
        Instant begunAt, Instant shredAfter, boolean exportDue, Optional<String> export, Optional<String> certificate) {

    /**
     * This departure with the place of the exported data, which is due no more.
     *
     * @param place where it was exported to
     * @return the new departure; this one stays as it is
     */
    public Departure exportedTo(String place) {
        return new Departure(begunAt, shredAfter, false, Optional.of(place), certificate);
    }

    /**
     * This departure with a certificate, or without.
     *
     * @param changed the certificate
     * @return the new departure; this one stays as it is
     */
    public Departure withCertificate(Optional<String> changed) {
        return new Departure(begunAt, shredAfter, exportDue, export, changed);
    }
}
