//! Files and requests for tests to send, the same on every run.

use std::collections::BTreeMap;

use aftercare_contract::{
    asset::DeviceId,
    ticket::{
        AffectedUsers, Channel, Contact, DataAtRisk, Impact, Interruption, NewTicket, RemoteAccess, TicketType, Window,
    },
};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

/// A log file of `size` bytes: numbered lines, so that a piece that is missing or doubled changes its digest.
pub fn log_file(size: usize) -> Vec<u8> {
    let mut log = Vec::with_capacity(size + 80);
    for number in 0_u64.. {
        if log.len() >= size {
            break;
        }
        // A multiplicative hash makes lines differ without a generator of random numbers.
        let mixed = number.wrapping_mul(0x9E37_79B9_7F4A_7C15);
        log.extend_from_slice(format!("{number:08} ssl-engine[1]: checksum mismatch, word {mixed:016x}\n").as_bytes());
    }
    log.truncate(size);
    log
}

/// The smallest picture: a PNG of one grey pixel.
pub const SCREENSHOT: &[u8] = &[
    0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0x00, 0x00, 0x00, 0x0D, 0x49, 0x48, 0x44, 0x52, 0x00, 0x00, 0x00,
    0x01, 0x00, 0x00, 0x00, 0x01, 0x08, 0x00, 0x00, 0x00, 0x00, 0x3A, 0x7E, 0x9B, 0x55, 0x00, 0x00, 0x00, 0x0A, 0x49,
    0x44, 0x41, 0x54, 0x78, 0xDA, 0x63, 0x68, 0x00, 0x00, 0x00, 0x82, 0x00, 0x81, 0xDA, 0x45, 0x08, 0x3B, 0x00, 0x00,
    0x00, 0x00, 0x49, 0x45, 0x4E, 0x44, 0xAE, 0x42, 0x60, 0x82,
];

/// SHA-256 in lower-case hexadecimal, as the API writes it.
pub fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().fold(String::with_capacity(64), |mut hex, byte| {
        use std::fmt::Write;
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}

/// A fault of `device` that satisfies every rule.
pub fn fault(device: &DeviceId, name: &str) -> NewTicket {
    NewTicket {
        ticket_type: TicketType::Fault,
        name: name.to_owned(),
        description: "After the failover the log shows \"checksum mismatch, retry 3/3\" about 20 times a minute."
            .to_owned(),
        language: Some("en".to_owned()),
        device: Some(device.clone()),
        since: None,
        tried: Some("Restarted the SSL daemon".to_owned()),
        impact: Some(Impact {
            interruption: Interruption::No,
            data_at_risk: DataAtRisk::No,
            core_system: true,
            affected_users: AffectedUsers::Nobody,
            workaround: false,
        }),
        raise_severity: None,
        contact: Contact {
            name: "Lin Xiaofeng".to_owned(),
            phone: Some("+86 21 0000 0188".to_owned()),
            channels: vec![Channel::Web],
        },
        remote_access: RemoteAccess::OnRequest,
        window: Window::Anytime,
        visit_wanted: false,
        external_identifier: None,
        requested_resolution_date: None,
        fields: BTreeMap::new(),
        finding: None,
        uploads: Vec::new(),
    }
}

/// What the desk publishes: the health check of a device with so many findings, every tenth of them of grade high.
pub fn health_check(serial_number: &str, findings: usize) -> Value {
    let text = |chinese: &str| json!({ "zh-CN": chinese });
    let finding = |number: usize| {
        json!({
            "key": format!("large:{number}"), "area": "hardware",
            "grade": if number.is_multiple_of(10) { "high" } else { "medium" },
            "title": text(&format!("第 {number} 块硬盘的重映射扇区增多")),
            "evidence": text(&format!("过去 30 天重映射扇区由 {number} 增至 {}，SMART 属性 5 持续上升。", number + 8)),
            "impact": text("硬盘可能在数周内失效，阵列将失去冗余。"),
            "advice": text("在下一个维护窗口内更换该硬盘，并确认阵列重建完成。"),
        })
    };
    json!({
        "kind": "healthCheck", "devices": [serial_number], "about": "large",
        "period": { "from": "2026-01-01", "to": "2026-03-31" },
        "content": { "lead": text("检查已完成。"), "findings": (0..findings).map(finding).collect::<Vec<_>>() },
    })
}
