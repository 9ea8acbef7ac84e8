<?php
// A feed as sabre/vobject shows it (the server side of Nextcloud): php sabre.php FILE → one JSON list.
require_once getenv('SABRE') ?: '/usr/share/php/Sabre/VObject/autoload.php';

function shown($property) {
    if (!$property) return null;
    $moment = $property->getDateTime();
    return $property->hasTime() ? gmdate('Y-m-d\TH:i:s\Z', $moment->getTimestamp()) : $moment->format('Y-m-d');
}

$events = [];
foreach (Sabre\VObject\Reader::read(file_get_contents($argv[1]))->VEVENT ?: [] as $event) {
    $events[] = [
        'uid' => (string) $event->UID,
        'start' => shown($event->DTSTART),
        'end' => shown($event->DTEND),
        'status' => (string) $event->STATUS,
    ];
}
echo json_encode($events);
