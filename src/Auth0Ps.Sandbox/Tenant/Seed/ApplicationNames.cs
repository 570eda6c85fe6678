namespace Auth0Ps.Sandbox.Tenant.Seed;

/// <summary>Names of the seeded applications: by position, so that they are the same in every run.</summary>
internal static class ApplicationNames
{
    // The first ones show every kind of trouble a name can make: spaces, quotes, brackets, other scripts, a name used twice.
    private static readonly string[] s_first =
    [
        "Billing Service", "Customer Portal", "Mobile App (iOS)", "Grünwald Lagerverwaltung", "Admin Dashboard [internal]",
        "Nightly Export", "Payment Gateway Connector", "O'Reilly Reader", "東京注文アプリ", "\"Quoted\" Reporting",
        "Partner: Acme & Söhne", "Billing Service", "Inventory Sync", "Café Kiosk № 7", "Legacy Intranet",
        "Слежение за доставкой", "Signed Document Archive", "Single Page Storefront", "Data Warehouse Loader", "100% Uptime Monitor",
        "Réservations $HOME `demo`", "Support Desk; Level 2", "Fraud Detection", "주문 알림 서비스", "Backup/Restore Agent",
    ];

    private static readonly string[] s_subjects =
    [
        "Orders", "Invoices", "Shipping", "Accounts", "Catalogue", "Loyalty", "Analytics", "Notifications", "Scheduling", "Returns", "Contracts",
        "Müller Logistik", "Telemetry", "Identity", "Search", "Pricing", "Ledger", "Surveys", "Archive", "São Paulo Retail",
    ];

    private static readonly string[] s_kinds =
    [
        "Worker", "Web Client", "Mobile Client", "API Gateway", "Batch Job", "Partner Link", "Console", "Importer", "Exporter", "Webhook Relay",
    ];

    private static readonly string[] s_stages = ["", " (staging)", " (test)", " - EU", " - US"];

    /// <summary>The name at that position. Apart from one pair among the first, no name occurs twice.</summary>
    public static string At(int position)
    {
        if (position < s_first.Length)
            return s_first[position];
        var number = position - s_first.Length;
        var subject = s_subjects[number % s_subjects.Length];
        number /= s_subjects.Length;
        var kind = s_kinds[number % s_kinds.Length];
        number /= s_kinds.Length;
        var stage = s_stages[number % s_stages.Length];
        number /= s_stages.Length;
        return number == 0 ? $"{subject} {kind}{stage}" : $"{subject} {kind} {number + 1}{stage}";
    }
}
