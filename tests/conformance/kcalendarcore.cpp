// A feed as KCalendarCore shows it (KOrganizer, Plasma): kcalendarcore FILE FIRST LAST → one JSON list.
// Compiled by scripts/install_readers.sh.
#include <KCalendarCore/ICalFormat>
#include <KCalendarCore/MemoryCalendar>
#include <KCalendarCore/OccurrenceIterator>
#include <QCoreApplication>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTextStream>

using namespace KCalendarCore;

static QString status(const Incidence &event) {
    switch (event.status()) {
    case Incidence::StatusTentative: return QStringLiteral("TENTATIVE");
    case Incidence::StatusConfirmed: return QStringLiteral("CONFIRMED");
    case Incidence::StatusCanceled: return QStringLiteral("CANCELLED");
    default: return QString();
    }
}

// A day as a date, a time as an instant; what floats keeps no Z.
static QJsonValue shown(const QDateTime &moment, bool day) {
    if (!moment.isValid()) return QJsonValue();
    if (day) return moment.date().toString(Qt::ISODate);
    if (moment.timeSpec() == Qt::LocalTime) return moment.toString(QStringLiteral("yyyy-MM-ddTHH:mm:ss"));
    return moment.toUTC().toString(QStringLiteral("yyyy-MM-ddTHH:mm:ssZ"));
}

int main(int count, char **words) {
    QCoreApplication application(count, words);
    const QStringList arguments = application.arguments();
    const auto day = [&](int n) { return QDate::fromString(arguments.at(n), Qt::ISODate).startOfDay(Qt::UTC); };
    MemoryCalendar::Ptr calendar(new MemoryCalendar(QTimeZone::utc()));
    ICalFormat format;
    if (!format.load(calendar, arguments.at(1))) return 1;
    QJsonArray events;
    OccurrenceIterator occurrences(*calendar, day(2), day(3));
    while (occurrences.hasNext()) {
        occurrences.next();
        const auto event = occurrences.incidence().dynamicCast<Event>();
        QDateTime end = event->hasEndDate() ? occurrences.occurrenceEndDate() : QDateTime();
        if (event->allDay() && end.isValid()) end = end.addDays(1); // its end of whole days is the last one
        events.append(QJsonObject{
            {QStringLiteral("uid"), event->uid()},
            {QStringLiteral("start"), shown(occurrences.occurrenceStartDate(), event->allDay())},
            {QStringLiteral("end"), shown(end, event->allDay())},
            {QStringLiteral("status"), status(*event)},
            {QStringLiteral("title"), event->summary()},
        });
    }
    QTextStream(stdout) << QJsonDocument(events).toJson(QJsonDocument::Compact);
    return 0;
}
