//! What follows from the table of orders, so that each order is named once: [`Order`](super::Order), which act it is, where it is told, and
//! how it is written where nothing beside it says which it is.

/// Orders with what they say, and orders that say nothing; each with its name in paths and what programs are told of it.
macro_rules! orders {
    (
        says { $($(#[$doc:meta])* $order:ident($content:ident) at $resource:literal: $usage:literal;)* }
        says nothing { $($(#[$nothing_doc:meta])* $nothing:ident($nothing_content:ident) at $nothing_resource:literal: $nothing_usage:literal;)* }
    ) => {
        /// An order to a case. In JSON it is its content alone: what it is stands in the path or the update beside it.
        #[derive(Debug, Clone, PartialEq, Eq, Serialize)]
        #[serde(untagged)]
        pub enum Order {
            $($(#[$doc])* $order($content),)*
            $($(#[$nothing_doc])* $nothing,)*
        }

        /// An order with its name beside its content: `{"act":"answer","said":"agree"}`. So it is told by the update that brings any.
        #[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
        #[serde(tag = "act", content = "said", rename_all = "snake_case")]
        pub enum NamedOrder {
            $($(#[$doc])* $order($content),)*
            $($(#[$nothing_doc])* $nothing,)*
        }

        impl Order {
            /// Which act it is.
            pub const fn act(&self) -> Act {
                match self {
                    $(Self::$order(_) => Act::$order,)*
                    $(Self::$nothing => Act::$nothing,)*
                }
            }

            /// Its name in paths.
            pub const fn resource(&self) -> &'static str {
                match self {
                    $(Self::$order(_) => $resource,)*
                    $(Self::$nothing => $nothing_resource,)*
                }
            }

            /// Shows each kind of order there is.
            pub fn each(to: &mut impl EachOrder) {
                $(to.order::<$content>();)*
                $(to.order::<$nothing_content>();)*
            }
        }

        impl From<Order> for NamedOrder {
            fn from(order: Order) -> Self {
                match order {
                    $(Order::$order(content) => Self::$order(content),)*
                    $(Order::$nothing => Self::$nothing,)*
                }
            }
        }

        impl From<NamedOrder> for Order {
            fn from(order: NamedOrder) -> Self {
                match order {
                    $(NamedOrder::$order(content) => Self::$order(content),)*
                    $(NamedOrder::$nothing => Self::$nothing,)*
                }
            }
        }

        $(
            impl From<$content> for Order {
                fn from(content: $content) -> Self {
                    Self::$order(content)
                }
            }

            impl OrderContent for $content {
                const ACT: Act = Act::$order;
                const RESOURCE: &'static str = $resource;
                const USAGE: &'static str = $usage;
            }
        )*

        $(
            impl From<$nothing_content> for Order {
                fn from(_: $nothing_content) -> Self {
                    Self::$nothing
                }
            }

            impl OrderContent for $nothing_content {
                const ACT: Act = Act::$nothing;
                const RESOURCE: &'static str = $nothing_resource;
                const USAGE: &'static str = $nothing_usage;
            }
        )*
    };
}
